package io.hauberk.jaxrs;

import io.hauberk.Filter;
import io.hauberk.testkit.OutboundContract;

/** The JAX-RS client of Jersey: the rules of filters and exchanges. */
class JerseyFilterContractTest extends OutboundContract {
    @Override
    protected HttpClient open(int port, Filter... filters) {
        return JerseyCalls.open(port, filters);
    }
}
