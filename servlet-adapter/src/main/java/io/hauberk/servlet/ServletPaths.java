package io.hauberk.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which servlet of a context a path leads to (Jakarta Servlet §12.1). To explain only: a request that has come is asked
 * where it goes. Immutable.
 */
final class ServletPaths {
    private final String context;
    /** By pattern, the name of the servlet. */
    private final Map<String, String> servlets;

    private ServletPaths(String context, Map<String, String> servlets) {
        this.context = context;
        this.servlets = servlets;
    }

    static ServletPaths of(ServletContext context) {
        Map<String, String> servlets = new HashMap<>();
        for (ServletRegistration registration :
                context.getServletRegistrations().values()) {
            registration.getMappings().forEach(pattern -> servlets.put(pattern, registration.getName()));
        }
        return new ServletPaths(context.getContextPath(), servlets);
    }

    /** The name of the servlet; null where there is none. */
    @Nullable String find(String path) {
        if (!path.equals(context) && !path.startsWith(context + "/")) {
            return null;
        }
        String inside = path.substring(context.length());
        String exact = servlets.get(inside.equals("/") ? "" : inside);
        if (exact != null) {
            return exact;
        }
        String below = below(inside);
        if (below != null) {
            return below;
        }
        int dot = inside.lastIndexOf('.');
        String extension = dot > inside.lastIndexOf('/') ? servlets.get("*" + inside.substring(dot)) : null;
        return extension != null ? extension : servlets.get("/");
    }

    /** By the longest beginning. */
    private @Nullable String below(String path) {
        String start = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        while (true) {
            String found = servlets.get(start + "/*");
            int slash = start.lastIndexOf('/');
            if (found != null || slash < 0) {
                return found;
            }
            start = start.substring(0, slash);
        }
    }
}
