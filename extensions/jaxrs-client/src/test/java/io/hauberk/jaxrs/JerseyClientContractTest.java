package io.hauberk.jaxrs;

import io.hauberk.testkit.ClientContract;
import java.nio.file.Path;

/** The JAX-RS client of Jersey: services behind it. */
class JerseyClientContractTest extends ClientContract {
    @Override
    protected HttpClient open(Path configuration) {
        return JerseyCalls.open(configuration);
    }
}
