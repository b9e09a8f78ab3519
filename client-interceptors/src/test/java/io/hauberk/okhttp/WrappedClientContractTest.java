package io.hauberk.okhttp;

import io.hauberk.Filter;
import io.hauberk.testkit.OutboundContract;
import okhttp3.OkHttpClient;

/** A client of one's own, wrapped by a mesh. */
class WrappedClientContractTest extends OutboundContract {
    @Override
    protected HttpClient open(int port, Filter... filters) {
        return ContractClient.open(port, filters, mesh -> mesh.wrap(new OkHttpClient()));
    }
}
