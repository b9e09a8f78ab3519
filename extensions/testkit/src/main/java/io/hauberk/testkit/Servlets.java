package io.hauberk.testkit;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one servlet of the rig: does what the row asks for at the path of the present dispatch. */
@SuppressWarnings("serial") // it is never serialized
final class Servlets extends HttpServlet {
    private final transient Map<String, App> apps;

    Servlets(Map<String, App> apps) {
        this.apps = apps;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        App app = apps.get(path(request));
        try {
            if (app == null) {
                response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            } else {
                app.serve(request, response);
            }
        } catch (Throwable t) {
            throw Servlets.<RuntimeException>same(t);
        }
    }

    /** An include keeps the paths of the request that includes, and has its own in attributes. */
    private static String path(HttpServletRequest request) {
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            return path(
                    request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH),
                    request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO));
        }
        return path(request.getServletPath(), request.getPathInfo());
    }

    private static String path(@Nullable Object servletPath, @Nullable Object pathInfo) {
        return (servletPath == null ? "" : servletPath.toString()) + (pathInfo == null ? "" : pathInfo.toString());
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: the same object leaves, whatever it is
    private static <T extends Throwable> T same(Throwable t) throws T {
        throw (T) t;
    }
}
