import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';

/** Any path without a page. (The framework would render its own "not found" page along with every other page.) */
export default publicPage(async () => <RefusalPage code="page.not_found" />);
