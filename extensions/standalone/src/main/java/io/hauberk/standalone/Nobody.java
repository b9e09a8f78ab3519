package io.hauberk.standalone;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Stands where an application would be behind the gateway, and says that there is none. */
final class Nobody extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(404);
        response.setContentType("application/problem+json");
        response.getOutputStream()
                .print("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"No application"
                        + " stands behind this gateway.\"}");
    }
}
