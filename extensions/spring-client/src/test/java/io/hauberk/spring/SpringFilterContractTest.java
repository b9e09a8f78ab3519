package io.hauberk.spring;

import io.hauberk.Filter;
import io.hauberk.testkit.OutboundContract;

/** Spring's RestClient: the rules of filters and exchanges. */
class SpringFilterContractTest extends OutboundContract {
    @Override
    protected HttpClient open(int port, Filter... filters) {
        return SpringCalls.open(port, filters);
    }
}
