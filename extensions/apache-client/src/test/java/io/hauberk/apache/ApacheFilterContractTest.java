package io.hauberk.apache;

import io.hauberk.Filter;
import io.hauberk.testkit.OutboundContract;

/** Apache HttpClient: the rules of filters and exchanges. */
class ApacheFilterContractTest extends OutboundContract {
    @Override
    protected HttpClient open(int port, Filter... filters) {
        return ApacheCalls.open(port, filters);
    }
}
