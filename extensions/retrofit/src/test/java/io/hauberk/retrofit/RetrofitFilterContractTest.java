package io.hauberk.retrofit;

import io.hauberk.Filter;
import io.hauberk.testkit.OutboundContract;

/** Retrofit: the rules of filters and exchanges. */
class RetrofitFilterContractTest extends OutboundContract {
    @Override
    protected HttpClient open(int port, Filter... filters) {
        return RetrofitCalls.open(port, filters);
    }
}
