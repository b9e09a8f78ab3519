package io.hauberk.spring.web;

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
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** Spring's DispatcherServlet in real containers, behind a gateway. */
class AnnotatedControllersTest {
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

    @RestController
    @RequestMapping("/orders")
    @Authenticated
    public static class Orders {
        @GetMapping
        public String all() {
            return "all";
        }

        @GetMapping("/{id:[0-9]+}")
        public String one(@PathVariable("id") String id) {
            return "order " + id;
        }

        @PostMapping("/{id}/refund")
        @Authorized(roles = "admin")
        public String refund(@PathVariable("id") String id) {
            return "refunded " + id;
        }
    }

    /** One method, inherited by a class that asks for something and one that does not. */
    public abstract static class Common {
        @GetMapping("/common")
        public String common() {
            return "common";
        }
    }

    @RestController
    @RequestMapping(path = "/first", headers = "x-first")
    @Authorized(roles = "admin")
    public static class First extends Common {}

    @RestController
    @RequestMapping(path = {"/first", "/second"})
    public static class Second extends Common {}

    @RestController
    @RequestMapping("/proxied")
    public interface Proxied<T> {
        @PostMapping("/{id}")
        String take(@PathVariable("id") T id);
    }

    @Authorized(roles = "admin")
    public static class Behind implements Proxied<String> {
        @Override
        public String take(String id) {
            return "took " + id;
        }
    }

    public interface Described {
        @Authorized(groups = "staff")
        String described();
    }

    @RestController
    @RequestMapping("/open")
    public static class Open implements Described {
        @GetMapping
        public String open() {
            return "open";
        }

        @GetMapping("/few")
        @RateLimited(value = 1, per = "1h")
        public String few() {
            return "few";
        }

        @GetMapping("/report")
        @Authorized(roles = "admin")
        @Quota(value = 1, per = "year", by = "principal")
        public String report() {
            return "report";
        }

        @Override
        @GetMapping("/described")
        public String described() {
            return "described";
        }

        @GetMapping("/later")
        @Authenticated
        public Callable<String> later() {
            return () -> "later";
        }

        /** The route made for it takes all that is below; this one, for a certain header, is another method's. */
        @GetMapping(path = "/by-header", headers = "x-admin")
        @Authorized(roles = "admin")
        public String admin() {
            return "admin";
        }

        @GetMapping("/by-header")
        public String anybody() {
            return "anybody";
        }
    }

    @RestController
    public static class Wrong {
        @GetMapping("/wrong")
        @RateLimited(0)
        public String wrong() {
            return "";
        }
    }

    @Configuration
    @EnableWebMvc
    static class Mvc {
        /** A proxy of interfaces, as transactions make them. */
        @Bean
        static BeanNameAutoProxyCreator proxies() {
            BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
            creator.setBeanNames("*ehind");
            creator.setProxyTargetClass(false);
            creator.setInterceptorNames("nothing");
            return creator;
        }

        @Bean
        static MethodInterceptor nothing() {
            return MethodInvocation::proceed;
        }
    }

    private static AnnotationConfigWebApplicationContext spring(
            ServletContext context, Gateway gateway, Class<?>... more) {
        AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
        spring.setServletContext(context);
        spring.register(Mvc.class);
        spring.register(more);
        spring.addBeanFactoryPostProcessor(
                beans -> beans.registerSingleton("annotated", AnnotatedControllers.of(gateway, "/app")));
        return spring;
    }

    private static void deploy(ServletContext context, Gateway gateway, boolean behind) {
        AnnotationConfigWebApplicationContext spring =
                spring(context, gateway, Orders.class, Open.class, First.class, Second.class, Behind.class);
        ServletRegistration.Dynamic servlet = context.addServlet("spring", new DispatcherServlet(spring));
        servlet.addMapping("/app/*");
        servlet.setLoadOnStartup(1);
        servlet.setAsyncSupported(true);
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
    void controllersAreGuardedByTheirAnnotations(Container container) throws Exception {
        Gateway gateway = gateway();
        try (Running running = container.start(context -> deploy(context, gateway, true))) {
            for (String path : new String[] {"/app/orders", "/app/orders/7"}) {
                assertThat(send(running, "GET", path, null).statusCode())
                        .as(path)
                        .isEqualTo(401);
                assertThat(send(running, "HEAD", path, null).statusCode())
                        .as(path)
                        .isEqualTo(401);
                assertThat(send(running, "GET", path, "bob").statusCode())
                        .as(path)
                        .isEqualTo(200);
                assertThat(send(running, "GET", path + "/", null).statusCode())
                        .as(path)
                        .isIn(401, 404);
            }
            assertThat(send(running, "POST", "/app/orders/7/refund", "bob").statusCode())
                    .isEqualTo(403);
            assertThat(send(running, "POST", "/app/orders/7/refund", "admin").body())
                    .isEqualTo("refunded 7");
            assertThat(send(running, "GET", "/app/open", null).body()).isEqualTo("open");
            assertThat(send(running, "GET", "/app/open/few", null).body()).isEqualTo("few");
            assertThat(send(running, "GET", "/app/open/few", null).statusCode()).isEqualTo(429);
            for (int i = 0; i < 3; i++) {
                assertThat(send(running, "GET", "/app/open/report", "bob").statusCode())
                        .isEqualTo(403);
            }
            // Whom the method does not want takes nothing of its quota.
            assertThat(send(running, "GET", "/app/open/report", "admin").body()).isEqualTo("report");
            assertThat(send(running, "GET", "/app/open/report", "admin").statusCode())
                    .isEqualTo(429);
            assertThat(send(running, "GET", "/app/open/described", "bob").statusCode())
                    .isEqualTo(403);
            assertThat(send(running, "GET", "/app/open/later", null).statusCode())
                    .isEqualTo(401);
            assertThat(send(running, "GET", "/app/open/later", "bob").body()).isEqualTo("later");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anotherMethodThanTheOneOfTheRouteDoesNotRun(Container container) throws Exception {
        Gateway gateway = gateway();
        try (Running running = container.start(context -> deploy(context, gateway, true))) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + running.port() + "/app/open/by-header"))
                    .header("x-admin", "1")
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isIn(401, 403);
            assertThat(answer.body()).doesNotContain("admin");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aMethodThatSeveralClassesInheritIsThatOfEachOfThem(Container container) throws Exception {
        try (Running running = container.start(context -> deploy(context, gateway(), true))) {
            assertThat(send(running, "GET", "/app/second/common", null).body()).isEqualTo("common");
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + running.port() + "/app/first/common"))
                    .header("x-first", "1")
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isIn(401, 403);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatAClassSaysCountsBehindAProxyOfItsInterfaces(Container container) throws Exception {
        try (Running running = container.start(context -> deploy(context, gateway(), true))) {
            assertThat(send(running, "POST", "/app/proxied/1", null).statusCode())
                    .isEqualTo(401);
            assertThat(send(running, "POST", "/app/proxied/1", "admin").body()).isEqualTo("took 1");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void withoutTheGatewayWhatIsAnnotatedIsRefused(Container container) throws Exception {
        try (Running running = container.start(context -> deploy(context, gateway(), false))) {
            assertThat(send(running, "GET", "/app/orders", "admin").statusCode())
                    .isEqualTo(403);
            assertThat(send(running, "GET", "/app/open", null).body()).isEqualTo("open");
        }
    }

    @Test
    void aBadValueFailsTheStartAndIsNamed() {
        Throwable[] said = new Throwable[1];
        assertThatThrownBy(() -> {
                    try (Running running = Container.JETTY.start(context -> {
                        DispatcherServlet servlet = new DispatcherServlet(spring(context, gateway(), Wrong.class));
                        ServletRegistration.Dynamic registration = context.addServlet("spring", servlet);
                        registration.addMapping("/app/*");
                        registration.setLoadOnStartup(1);
                    })) {
                        said[0] = new AssertionError("started at " + running.port());
                    }
                })
                .hasStackTraceContaining("@RateLimited of Wrong.wrong");
        assertThat(said[0]).isNull();
        assertThatThrownBy(() -> AnnotatedControllers.of(gateway(), "app/*")).hasMessageContaining("/app");
    }
}
