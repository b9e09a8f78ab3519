package io.hauberk.jdk;

import io.hauberk.testkit.ClientContract;
import java.nio.file.Path;

/** The JDK's client: services behind it. */
class JdkClientContractTest extends ClientContract {
    @Override
    protected HttpClient open(Path configuration) {
        return JdkCalls.open(configuration);
    }
}
