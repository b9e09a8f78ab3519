package io.hauberk.feign;

import io.hauberk.Filter;
import io.hauberk.testkit.OutboundContract;

/** Feign: the rules of filters and exchanges. */
class FeignFilterContractTest extends OutboundContract {
    @Override
    protected HttpClient open(int port, Filter... filters) {
        return FeignCalls.open(port, filters);
    }
}
