/**
 * Words of the Latin alphabet that appear beside Chinese ones in passwords here: the names of universities and places in
 * their own spelling, and common English words. Most frequent first; the portal's own list.
 */
export const LOCAL_WORDS: readonly string[] = [
  ...new Set(
    `love iloveyou password hello taiwan abc tw a123 qwer asdf zxcv abcd happy baby tsinghua nthu nctu nycu ntu ncku taipei hsinchu
    admin test welcome gmail mail student teacher user pass login email my me you ok bye yahoo google facebook line roc kmt dpp
    kaohsiung taichung tainan taoyuan taitung hualien keelung chiayi formosa nccu ncu nsysu ntnu ntust ccu nchu edu com net org
    yes no god jesus mom dad dog cat pig boy girl king queen star sun moon apple asus acer htc msi tsmc mediatek qq msn ptt
    lucky money sweet angel forever family friend life dream home school tsing hua hsin chu`
      .trim()
      .split(/\s+/),
  ),
];
