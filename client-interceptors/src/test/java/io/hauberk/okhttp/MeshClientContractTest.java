package io.hauberk.okhttp;

import io.hauberk.testkit.ClientContract;
import java.nio.file.Path;

/** The client that a mesh makes. */
class MeshClientContractTest extends ClientContract {
    @Override
    protected HttpClient open(Path configuration) {
        return ContractClient.open(configuration, Mesh::okHttp);
    }
}
