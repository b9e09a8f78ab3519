package io.hauberk.servlet;

import io.hauberk.Filter;
import io.hauberk.testkit.InboundHttp1Contract;
import jakarta.servlet.ServletContext;
import java.util.function.Consumer;

class JettyContractTest extends InboundHttp1Contract {
    @Override
    protected Container start(Consumer<ServletContext> deployment) throws Exception {
        return JettyContainer.start(deployment, virtualThreads());
    }

    @Override
    protected void install(ServletContext context, Filter filter) {
        Door.install(context, filter);
    }
}
