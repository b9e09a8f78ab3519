package io.hauberk.okhttp;

import io.hauberk.testkit.ClientContract;
import java.nio.file.Path;
import okhttp3.OkHttpClient;

/** A client of one's own, wrapped by a mesh. */
class WrappedOkHttpContractTest extends ClientContract {
    @Override
    protected HttpClient open(Path configuration) {
        return ContractClient.open(configuration, mesh -> mesh.wrap(new OkHttpClient()));
    }
}
