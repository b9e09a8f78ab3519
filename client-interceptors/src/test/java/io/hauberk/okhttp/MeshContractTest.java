package io.hauberk.okhttp;

import io.hauberk.Filter;
import io.hauberk.testkit.OutboundContract;

/** The client that a mesh makes. */
class MeshContractTest extends OutboundContract {
    @Override
    protected HttpClient open(int port, Filter... filters) {
        return ContractClient.open(port, filters, Mesh::okHttp);
    }
}
