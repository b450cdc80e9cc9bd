import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { unsealRefusal } from '@/app/_web/sealed-refusal';

export default publicPage(async (_ctx, { query }) => {
  const refusal = unsealRefusal(String(query.refusal ?? ''));
  return refusal ? <RefusalPage {...refusal} /> : <RefusalPage code="page.not_found" />;
});
