package io.hauberk.servlet;

import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Request;
import io.hauberk.operation.Annotations;
import io.hauberk.operation.Operation;
import io.hauberk.store.Store;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servlets of a context and what their annotations ask for. Which of them runs, the container says: it is the only one
 * who knows.
 */
final class AnnotatedServlets {
    private static final Logger LOG = LoggerFactory.getLogger(HauberkFilter.class);
    private static final Map<String, String> METHODS = Map.of(
            "doGet",
            "GET",
            "doHead",
            "HEAD",
            "doPost",
            "POST",
            "doPut",
            "PUT",
            "doPatch",
            "PATCH",
            "doDelete",
            "DELETE",
            "doOptions",
            "OPTIONS",
            "doTrace",
            "TRACE");

    /** By servlet, then by method; an empty method is any other one. */
    private final Map<String, Map<String, Operation>> servlets = new HashMap<>();

    private final Function<String, @Nullable Store> stores;
    private final ServletPaths paths;

    private AnnotatedServlets(Function<String, @Nullable Store> stores, ServletPaths paths) {
        this.stores = stores;
        this.paths = paths;
    }

    /**
     * Those of a context.
     *
     * @param stores those that annotations may name
     * @throws IllegalArgumentException if an annotation has a bad value; the message names the method
     */
    static AnnotatedServlets of(ServletContext context, Function<String, @Nullable Store> stores) {
        AnnotatedServlets found = new AnnotatedServlets(stores, ServletPaths.of(context));
        for (ServletRegistration registration :
                context.getServletRegistrations().values()) {
            Class<?> type = type(context, registration.getClassName());
            if (type != null) {
                found.add(registration.getName(), type);
            }
        }
        return found;
    }

    private static @Nullable Class<?> type(ServletContext context, @Nullable String name) {
        ClassLoader own = context.getClassLoader();
        ClassLoader loader = own != null ? own : Thread.currentThread().getContextClassLoader();
        try {
            return name == null ? null : Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.warn("The servlet class {} cannot be read, so nor can its annotations: nothing guards it.", name, e);
            return null;
        }
    }

    private void add(String servlet, Class<?> type) {
        Map<String, Operation> byMethod = new HashMap<>();
        List<Filter> common = filters(type, null);
        Method service = service(type);
        boolean whole = service != null;
        if (whole || !common.isEmpty()) {
            byMethod.put("", Operation.of(servlet, whole ? filters(type, service) : common));
        }
        METHODS.forEach((name, method) -> {
            Method handler = handler(type, name);
            if (handler != null && Annotations.speaks(type, handler)) {
                if (whole) {
                    throw new IllegalArgumentException("Both service and " + name + " of " + type.getSimpleName()
                            + " are annotated, and the one leads to the other. Annotate one of them.");
                }
                byMethod.put(method, Operation.of(servlet + '.' + name, filters(type, handler)));
            }
        });
        // HttpServlet answers HEAD by doGet, and so do most who write it themselves.
        Operation get = byMethod.get("GET");
        if (get != null) {
            byMethod.putIfAbsent("HEAD", get);
        }
        if (!byMethod.isEmpty()) {
            servlets.put(servlet, byMethod);
        }
    }

    private List<Filter> filters(Class<?> type, @Nullable Method method) {
        return Annotations.filters(type, method, stores);
    }

    /** The method that a servlet has written or inherited; null if it is HttpServlet's own. */
    private static @Nullable Method handler(Class<?> type, String name) {
        for (Class<?> each = type; each != null && each != HttpServlet.class; each = each.getSuperclass()) {
            for (Method method : each.getDeclaredMethods()) {
                if (method.getName().equals(name)
                        && method.getParameterCount() == 2
                        && method.getParameterTypes()[0] == HttpServletRequest.class) {
                    return method;
                }
            }
        }
        return null;
    }

    /** What takes all methods, where a servlet writes and annotates that itself; else null. */
    private static @Nullable Method service(Class<?> type) {
        for (Class<?> each = type; each != null && each != HttpServlet.class; each = each.getSuperclass()) {
            for (Method method : each.getDeclaredMethods()) {
                if (method.getName().equals("service")
                        && method.getParameterCount() == 2
                        && ServletRequest.class.isAssignableFrom(method.getParameterTypes()[0])
                        && Annotations.speaks(type, method)) {
                    return method;
                }
            }
        }
        return null;
    }

    boolean isEmpty() {
        return servlets.isEmpty();
    }

    List<Operation> all() {
        List<Operation> all = new ArrayList<>();
        servlets.values()
                .forEach(byMethod -> byMethod.values().stream()
                        .filter(operation -> !all.contains(operation))
                        .forEach(all::add));
        return all;
    }

    /** What the container is about to run; null if nothing guards it. */
    @Nullable Operation find(HttpServletRequest request) {
        return servlets.isEmpty()
                ? null
                : find(String.valueOf(request.getHttpServletMapping().getServletName()), request.getMethod());
    }

    /** What the container would run for a request that has not come, by the rules of the servlet specification. */
    @Nullable Operation expected(Request request) {
        String servlet = paths.find(request.path());
        return servlet == null ? null : find(servlet, request.method());
    }

    private @Nullable Operation find(String servlet, String method) {
        Map<String, Operation> byMethod = servlets.get(servlet);
        if (byMethod == null) {
            return null;
        }
        Operation own = byMethod.get(method);
        return own != null ? own : byMethod.get("");
    }

    /** Whether what a later dispatch is about to run may run. */
    boolean admits(HttpServletRequest request, Exchange exchange) {
        Operation next = find(request);
        return next == null || next.admits(exchange);
    }
}
