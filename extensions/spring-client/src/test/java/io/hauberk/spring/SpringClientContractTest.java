package io.hauberk.spring;

import io.hauberk.testkit.ClientContract;
import java.nio.file.Path;

/** Spring's RestClient: services behind it. */
class SpringClientContractTest extends ClientContract {
    @Override
    protected HttpClient open(Path configuration) {
        return SpringCalls.open(configuration);
    }
}
