package io.hauberk.checks.whole;

import io.hauberk.Filter;
import io.hauberk.servlet.HauberkFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** A program on Tomcat 10.1: an application behind a filter that takes away a field of the request and of the answer. */
final class Servlet60 {
    private static final Filter FILTER = (request, next) -> next.handle(
            request.without("X-Spoofed"), head -> head.without("X-Secret").with("X-Mapped", "1"));

    private Servlet60() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("hauberk-tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer((classes, servletContext) -> deploy(servletContext), Set.of());
        tomcat.start();
        System.out.println("ready " + connector.getLocalPort());
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        System.exit(0);
    }

    private static void deploy(ServletContext context) {
        HauberkFilter.install(context, FILTER);
        ServletRegistration.Dynamic servlet = context.addServlet("app", new App());
        servlet.setAsyncSupported(true);
        servlet.addMapping("/*");
    }

    @SuppressWarnings("serial") // it is never serialized
    private static final class App extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("X-Secret", "secret");
            if (request.getRequestURI().equals("/redirect")) {
                response.sendRedirect("/elsewhere");
            } else if (request.getRequestURI().equals("/async")
                    && request.getDispatcherType() == DispatcherType.REQUEST) {
                request.startAsync().dispatch();
            } else {
                response.getWriter()
                        .write(request.getServletContext().getMinorVersion() + " " + request.getHeader("X-Spoofed"));
            }
        }
    }
}
