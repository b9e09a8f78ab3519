package io.hauberk.servlet;

import io.hauberk.Filter;
import io.hauberk.testkit.InboundContract;
import jakarta.servlet.ServletContext;
import java.util.function.Consumer;

class TomcatHttp2ContractTest extends InboundContract {
    @Override
    protected boolean http2() {
        return true;
    }

    /** Tomcat ends a stream of HTTP/2 as if it were whole, also after an exception; without any filter, too. */
    @Override
    protected boolean breaksOff() {
        return false;
    }

    @Override
    protected Container start(Consumer<ServletContext> deployment) throws Exception {
        return TomcatContainer.start(deployment, virtualThreads());
    }

    @Override
    protected void install(ServletContext context, Filter filter) {
        Door.install(context, filter);
    }
}
