/**
 * Surnames and the syllables of given names that are frequent in Taiwan, most frequent first, in pinyin.
 * After 全國姓名統計分析 of the Ministry of the Interior (open data): its largest surnames, and the characters of its most
 * frequent given names. Only the rough order counts: the cost of a name is its rank in the list.
 */
export const SURNAMES = words(`
  chen lin huang zhang li wang wu liu cai yang xu zheng xie guo hong qiu zeng liao lai zhou ye su zhuang lu jiang he xiao luo gao
  jian zhu zhong peng you zhan hu shi shen yu zhao ke wei fang tang sun pan fan jiang du ye cheng fu zou bai dai ruan xue
  hou wen cao deng feng tu tian yao ding fang ren zhuo gu lian kang lan pan kong bo yan gan tong tao shang ma yin`);

export const GIVEN = words(`
  ya ting yi jun wei hao jia xin yu ming zhi xiang hui fen fang ling mei li hua shu zhen xiu ying juan hong wen jie zhong guo
  cheng han xuan en rui chen kai bo yan qi an ping jun zi yun lin sheng long ren yong de cai qing yuan fu zhe pei rong xia
  tian shan feng hai qiang bin lun xiong tai da zong yang guan shi zheng yue jing ru shan xi hao chun lan qin zhu man mu
  huan yin min wan lei ai feng pin tong chang bing jin nan sen mao qian xu ze you ni ke tang`);

function words(list: string): readonly string[] {
  return [...new Set(list.trim().split(/\s+/))];
}
