import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { requestScope } from '@/app/_web/request-scope';

/** Shown in place of the requested page when bin/server.ts refused the request. */
export default publicPage(async () => <RefusalPage {...(requestScope().refusal ?? { code: 'page.not_found' })} />);
