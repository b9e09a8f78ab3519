package io.hauberk.feign;

import io.hauberk.testkit.ClientContract;
import java.nio.file.Path;

/** Feign: services behind it. */
class FeignClientContractTest extends ClientContract {
    @Override
    protected HttpClient open(Path configuration) {
        return FeignCalls.open(configuration);
    }
}
