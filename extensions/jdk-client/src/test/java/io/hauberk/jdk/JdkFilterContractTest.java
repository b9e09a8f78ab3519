package io.hauberk.jdk;

import io.hauberk.Filter;
import io.hauberk.testkit.OutboundContract;

/** The JDK's client: the rules of filters and exchanges. */
class JdkFilterContractTest extends OutboundContract {
    @Override
    protected HttpClient open(int port, Filter... filters) {
        return JdkCalls.open(port, filters);
    }
}
