package io.hauberk.apache;

import io.hauberk.testkit.ClientContract;
import java.nio.file.Path;

/** Apache HttpClient: services behind it. */
class ApacheClientContractTest extends ClientContract {
    @Override
    protected HttpClient open(Path configuration) {
        return ApacheCalls.open(configuration);
    }
}
