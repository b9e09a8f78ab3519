package io.hauberk.retrofit;

import io.hauberk.testkit.ClientContract;
import java.nio.file.Path;

/** Retrofit: services behind it. */
class RetrofitClientContractTest extends ClientContract {
    @Override
    protected HttpClient open(Path configuration) {
        return RetrofitCalls.open(configuration);
    }
}
