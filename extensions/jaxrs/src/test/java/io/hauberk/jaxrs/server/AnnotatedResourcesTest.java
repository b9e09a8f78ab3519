package io.hauberk.jaxrs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.annotation.Authenticated;
import io.hauberk.annotation.Authorized;
import io.hauberk.annotation.Quota;
import io.hauberk.annotation.RateLimited;
import io.hauberk.gateway.Gateway;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.ThrowawayFolder;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jersey in real containers, behind a gateway. */
class AnnotatedResourcesTest {
    enum Container {
        JETTY {
            @Override
            Running start(Consumer<ServletContext> deployment) throws Exception {
                Server server = new Server();
                ServerConnector connector = new ServerConnector(server);
                connector.setHost("127.0.0.1");
                server.addConnector(connector);
                ServletContextHandler context = new ServletContextHandler();
                deployment.accept(context.getServletContext());
                server.setHandler(context);
                server.start();
                return new Running(connector.getLocalPort(), server::stop);
            }
        },
        TOMCAT {
            @Override
            Running start(Consumer<ServletContext> deployment) throws Exception {
                ThrowawayFolder folder = ThrowawayFolder.named("hauberk-tomcat");
                Tomcat tomcat = new Tomcat();
                tomcat.setBaseDir(folder.toString());
                tomcat.setSilent(true);
                Connector connector = new Connector();
                connector.setPort(0);
                connector.setProperty("address", "127.0.0.1");
                tomcat.setConnector(connector);
                Context context = tomcat.addContext("", folder.toString());
                context.addServletContainerInitializer(
                        (classes, servletContext) -> deployment.accept(servletContext), Set.of());
                tomcat.start();
                return new Running(connector.getLocalPort(), () -> {
                    tomcat.stop();
                    tomcat.destroy();
                    // Else the next one in this process makes this folder anew, as its home.
                    System.clearProperty("catalina.home");
                    folder.close();
                });
            }
        };

        abstract Running start(Consumer<ServletContext> deployment) throws Exception;
    }

    record Running(int port, AutoCloseable stop) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            stop.close();
        }
    }

    /** Believes what a test says about who calls. */
    static final class Told implements Filter {
        @Override
        public Response handle(Request request, Handler next) throws IOException {
            String who = request.header("x-test-user");
            if (who != null) {
                Caller caller = request.exchange().caller().withPrincipal(who, null);
                request.exchange().attach(who.equals("admin") ? caller.withGrants(Set.of(), Set.of("admin")) : caller);
            }
            return next.handle(request);
        }

        @Override
        public Concern concern() {
            return Concern.AUTHENTICATION;
        }
    }

    @Path("/orders")
    @Authenticated
    public static class Orders {
        @GET
        public String all() {
            return "all";
        }

        @GET
        @Path("{id: [0-9]+}")
        public String one(@PathParam("id") String id) {
            return "order " + id;
        }

        @POST
        @Path("{id}/refund")
        @Authorized(roles = "admin")
        public String refund(@PathParam("id") String id) {
            return "refunded " + id;
        }

        @Path("lines")
        public Lines lines() {
            return new Lines();
        }
    }

    /** Found by a locator only. */
    public static class Lines {
        @GET
        @Authorized(roles = "admin")
        public String all() {
            return "lines";
        }
    }

    /** Whoever locates further may not be passed by: what a locator or its class asks for is not known before. */
    @Path("/locating")
    public static class Locating {
        @Path("guarded")
        @Authorized(roles = "admin")
        public Leaves guarded() {
            return new Leaves();
        }
    }

    @Path("/free")
    public static class Free {
        @Path("leaves")
        public Leaves leaves() {
            return new Leaves();
        }
    }

    /** Asks for nothing itself. */
    public static class Leaves {
        @GET
        public String all() {
            return "leaves";
        }
    }

    public interface Kept<T> {
        @PUT
        @Path("kept/{id}")
        @Authorized(roles = "admin")
        String keep(T id);
    }

    public interface Described {
        @GET
        @Path("described")
        @Authorized(groups = "staff")
        String described();
    }

    @Path("/open")
    public static class Open implements Described, Kept<String> {
        @Override
        public String keep(String id) {
            return "kept";
        }

        @GET
        public String open() {
            return "open";
        }

        @GET
        @Path("few")
        @RateLimited(value = 1, per = "1h")
        public String few() {
            return "few";
        }

        @GET
        @Path("report")
        @Authorized(roles = "admin")
        @Quota(value = 1, per = "year", by = "principal")
        public String report() {
            return "report";
        }

        @Override
        public String described() {
            return "described";
        }

        /** JAX-RS prefers the literal name; the route knows only what is below. */
        @GET
        @Path("{name}.{type}")
        @Authorized(roles = "admin")
        public String file() {
            return "file";
        }
    }

    @Path("/wrong")
    public static class Wrong {
        @GET
        @Authorized(roles = "a*b")
        public String wrong() {
            return "";
        }
    }

    private static void deploy(ServletContext context, Gateway gateway, boolean behind) {
        ResourceConfig resources = new ResourceConfig(Orders.class, Open.class, Locating.class, Free.class);
        resources.register(AnnotatedResources.of(gateway, "/api"));
        ServletRegistration.Dynamic jersey = context.addServlet("jersey", new ServletContainer(resources));
        jersey.addMapping("/api/*");
        jersey.setLoadOnStartup(1);
        jersey.setAsyncSupported(true);
        if (behind) {
            HauberkFilter.install(context, gateway);
        }
    }

    private static Gateway gateway() {
        return Gateway.builder().use(new Told()).unmatchedPasses().build();
    }

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> send(Running running, String method, String path, String user) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.port() + path))
                .timeout(Duration.ofMinutes(1))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (user != null) {
            request.header("x-test-user", user);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void resourcesAreGuardedByTheirAnnotations(Container container) throws Exception {
        Gateway gateway = gateway();
        try (Running running = container.start(context -> deploy(context, gateway, true))) {
            for (String path : new String[] {"/api/orders", "/api/orders/", "/api/orders/7", "/api/orders/7/"}) {
                assertThat(send(running, "GET", path, null).statusCode())
                        .as(path)
                        .isEqualTo(401);
                assertThat(send(running, "HEAD", path, null).statusCode())
                        .as(path)
                        .isEqualTo(401);
                assertThat(send(running, "GET", path, "bob").statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
            assertThat(send(running, "POST", "/api/orders/7/refund", "bob").statusCode())
                    .isEqualTo(403);
            assertThat(send(running, "POST", "/api/orders/7/refund", "admin").body())
                    .isEqualTo("refunded 7");
            assertThat(send(running, "GET", "/api/open", null).body()).isEqualTo("open");
            assertThat(send(running, "GET", "/api/open/few", null).body()).isEqualTo("few");
            assertThat(send(running, "GET", "/api/open/few", null).statusCode()).isEqualTo(429);
            for (int i = 0; i < 3; i++) {
                assertThat(send(running, "GET", "/api/open/report", "bob").statusCode())
                        .isEqualTo(403);
            }
            // Whom the method does not want takes nothing of its quota.
            assertThat(send(running, "GET", "/api/open/report", "admin").body()).isEqualTo("report");
            assertThat(send(running, "GET", "/api/open/report", "admin").statusCode())
                    .isEqualTo(429);
            assertThat(send(running, "GET", "/api/open/described", "bob").statusCode())
                    .isEqualTo(403);
            assertThat(send(running, "GET", "/api/open/a.txt", null).statusCode())
                    .isEqualTo(401);
            assertThat(send(running, "GET", "/api/open/a.txt", "admin").body()).isEqualTo("file");
            assertThat(send(running, "PUT", "/api/open/kept/1", null).statusCode())
                    .isEqualTo(401);
            assertThat(send(running, "PUT", "/api/open/kept/1", "bob").statusCode())
                    .isEqualTo(403);
            assertThat(send(running, "PUT", "/api/open/kept/1", "admin").body()).isEqualTo("kept");
            assertThat(gateway.explain(Request.of("POST", "/api/orders/7/refund"))
                            .toString())
                    .contains("operation Orders.refund: authorize(deny [], allow [Orders.refund: roles [admin]])");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatNoRouteWasMadeForIsRefused(Container container) throws Exception {
        try (Running running = container.start(context -> deploy(context, gateway(), true))) {
            assertThat(send(running, "GET", "/api/orders/lines", "admin").statusCode())
                    .isEqualTo(403);
            assertThat(send(running, "GET", "/api/locating/guarded", null).statusCode())
                    .isEqualTo(403);
            assertThat(send(running, "GET", "/api/free/leaves", null).body()).isEqualTo("leaves");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void withoutTheGatewayWhatIsAnnotatedIsRefused(Container container) throws Exception {
        try (Running running = container.start(context -> deploy(context, gateway(), false))) {
            assertThat(send(running, "GET", "/api/orders", "admin").statusCode())
                    .isEqualTo(403);
            assertThat(send(running, "GET", "/api/open", null).body()).isEqualTo("open");
        }
    }

    @Test
    void aBadValueFailsTheStartAndIsNamed() {
        ResourceConfig resources = new ResourceConfig(Wrong.class);
        resources.register(AnnotatedResources.of(gateway(), ""));
        assertThatThrownBy(() -> new ApplicationHandler(resources))
                .hasStackTraceContaining("@Authorized of Wrong.wrong")
                .hasStackTraceContaining("a*b");
        assertThatThrownBy(() -> AnnotatedResources.of(gateway(), "api/*")).hasMessageContaining("/api");
    }
}
