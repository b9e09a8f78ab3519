package io.hauberk.servlet;

import io.hauberk.Filter;
import io.hauberk.testkit.InboundContract;
import jakarta.servlet.ServletContext;
import java.util.function.Consumer;

class JettyHttp2ContractTest extends InboundContract {
    @Override
    protected boolean http2() {
        return true;
    }

    @Override
    protected Container start(Consumer<ServletContext> deployment) throws Exception {
        return JettyContainer.start(deployment, virtualThreads());
    }

    @Override
    protected void install(ServletContext context, Filter filter) {
        Door.install(context, filter);
    }
}
