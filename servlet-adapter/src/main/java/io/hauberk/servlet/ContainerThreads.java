package io.hauberk.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool that a container runs requests on, as far as it lets us know: Jetty tells in an attribute of its context, of
 * Tomcat the connector of a request must be asked.
 */
final class ContainerThreads {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerThreads.class);
    private static final String JETTY = "org.eclipse.jetty.server.Executor";
    private static final String TOMCAT = "org.apache.catalina.connector.RequestFacade";

    private ContainerThreads() {}

    /** The pool behind this request, or null. */
    static @Nullable Executor of(ServletRequest request) {
        if (request.getServletContext().getAttribute(JETTY) instanceof Executor executor) {
            return executor;
        }
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner.getClass().getName().equals(TOMCAT) ? ofTomcat(inner) : null;
    }

    private static @Nullable Executor ofTomcat(ServletRequest facade) {
        try {
            Field field = facade.getClass().getDeclaredField("request");
            field.setAccessible(true);
            Object connector = call(field.get(facade), "getConnector");
            return call(call(connector, "getProtocolHandler"), "getExecutor") instanceof Executor executor
                    ? executor
                    : null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("Tomcat does not tell its threads. Tell the gateway by gateway.watch(executor).", e);
            return null;
        }
    }

    private static @Nullable Object call(@Nullable Object target, String getter) throws ReflectiveOperationException {
        return target == null ? null : target.getClass().getMethod(getter).invoke(target);
    }
}
