package io.hauberk.servlet;

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
import io.hauberk.testkit.InboundContract;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servlets with annotations, in real containers. */
@SuppressWarnings("serial") // servlets are, and nobody writes these
class AnnotatedServletsTest {
    enum Kind {
        JETTY,
        TOMCAT;

        InboundContract.Container start(Consumer<ServletContext> deployment) throws Exception {
            return this == JETTY ? JettyContainer.start(deployment, false) : TomcatContainer.start(deployment, false);
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

    public static class Ok extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("ok");
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("posted");
        }
    }

    @Authenticated
    public static class Known extends Ok {
        @Authorized(roles = "admin")
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            super.doPost(request, response);
        }
    }

    public static class Open extends Ok {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String forward = request.getParameter("to");
            try {
                if (forward == null) {
                    super.doGet(request, response);
                } else if (request.getParameter("async") != null) {
                    request.startAsync().dispatch(forward);
                } else {
                    request.getRequestDispatcher(forward).forward(request, response);
                }
            } catch (ServletException e) {
                throw new IOException(e);
            }
        }
    }

    /** Takes all methods itself. */
    public static class Whole extends HttpServlet {
        @Authorized(roles = "admin")
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("served");
        }
    }

    /** No HttpServlet's method at all. */
    public static class Bare extends GenericServlet {
        @Authenticated
        @Override
        public void service(ServletRequest request, ServletResponse response) throws IOException {
            response.getWriter().write("bare");
        }
    }

    /** Writes HEAD itself, and means what it says of GET. */
    public static class Headed extends Ok {
        @Authenticated
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            super.doGet(request, response);
        }

        @Override
        protected void doHead(HttpServletRequest request, HttpServletResponse response) {
            response.setHeader("x-headed", "yes");
        }
    }

    public static class Twice extends Ok {
        @Authenticated
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            super.service(request, response);
        }

        @Authorized(roles = "admin")
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
    }

    @RateLimited(value = 2, per = "1h", by = "address")
    public static class Few extends Ok {}

    @Quota(value = 2, per = "year", zone = "Europe/Berlin", by = "address", warnAt = 50)
    public static class Counted extends Ok {}

    @Quota(value = 1, per = "1h", window = "rolling", soft = true)
    public static class Gentle extends Ok {}

    public static class WrongWindow extends Ok {
        @Quota(value = 1, per = "fortnight")
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
    }

    @Quota(value = 1, per = "day", by = "header")
    public static class WrongKey extends Ok {}

    @Quota(value = 1, per = "1h", window = "rolling", zone = "UTC")
    public static class WrongZone extends Ok {}

    @Quota(value = 1, per = "day", store = "nowhere")
    public static class WrongStore extends Ok {}

    public static class Wrong extends Ok {
        @Authorized
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
    }

    public static class WrongTime extends Ok {
        @RateLimited(value = 1, per = "soon")
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
    }

    private static void add(ServletContext context, String name, Class<? extends Servlet> type, String... paths) {
        ServletRegistration.Dynamic servlet = context.addServlet(name, type);
        servlet.setAsyncSupported(true);
        servlet.addMapping(paths);
    }

    private static void deploy(ServletContext context, Gateway gateway) {
        add(context, "known", Known.class, "/known/*", "*.known");
        add(context, "open", Open.class, "/open", "/");
        add(context, "plain", Ok.class, "/plain");
        add(context, "few", Few.class, "/few");
        add(context, "counted", Counted.class, "/counted");
        add(context, "gentle", Gentle.class, "/gentle");
        add(context, "whole", Whole.class, "/whole");
        add(context, "bare", Bare.class, "/bare");
        add(context, "headed", Headed.class, "/headed");
        HauberkFilter.install(context, gateway);
    }

    private static Gateway gateway() {
        return Gateway.builder().use(new Told()).unmatchedPasses().build();
    }

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> send(InboundContract.Container container, String method, String path, String user)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + container.port() + path))
                .timeout(Duration.ofMinutes(1))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (user != null) {
            request.header("x-test-user", user);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aServletIsGuardedByWhatItsClassAndItsMethodsSay(Kind kind) throws Exception {
        Gateway gateway = gateway();
        try (InboundContract.Container container = kind.start(context -> deploy(context, gateway))) {
            HttpResponse<String> nobody = send(container, "GET", "/known/x", null);
            assertThat(nobody.statusCode()).isEqualTo(401);
            assertThat(nobody.body()).doesNotContain("Known", "known");
            assertThat(send(container, "GET", "/known/x", "bob").body()).isEqualTo("ok");
            assertThat(send(container, "GET", "/any/where.known", null).statusCode())
                    .isEqualTo(401);
            assertThat(send(container, "HEAD", "/known/x", null).statusCode()).isEqualTo(401);
            assertThat(send(container, "PUT", "/known/x", null).statusCode()).isEqualTo(401);
            assertThat(send(container, "POST", "/known", "bob").statusCode()).isEqualTo(403);
            assertThat(send(container, "POST", "/known", "admin").body()).isEqualTo("posted");
            assertThat(send(container, "GET", "/open", null).body()).isEqualTo("ok");
            assertThat(send(container, "GET", "/else", null).body()).isEqualTo("ok");

            gateway.switchOff("known/authorize", Duration.ofMinutes(1), "");
            assertThat(send(container, "GET", "/known/x", null).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatServesAllMethodsIsGuardedByWhatItSays(Kind kind) throws Exception {
        try (InboundContract.Container container = kind.start(context -> deploy(context, gateway()))) {
            for (String method : new String[] {"GET", "POST", "DELETE"}) {
                assertThat(send(container, method, "/whole", "bob").statusCode())
                        .isEqualTo(403);
                assertThat(send(container, method, "/bare", null).statusCode()).isEqualTo(401);
            }
            assertThat(send(container, "POST", "/whole", "admin").body()).isEqualTo("served");
            assertThat(send(container, "POST", "/bare", "bob").body()).isEqualTo("bare");
            assertThat(send(container, "HEAD", "/headed", null).statusCode()).isEqualTo(401);
            assertThat(send(container, "HEAD", "/headed", "bob").headers().firstValue("x-headed"))
                    .isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aLimitOfAServletCounts(Kind kind) throws Exception {
        try (InboundContract.Container container = kind.start(context -> deploy(context, gateway()))) {
            assertThat(send(container, "GET", "/few", null).statusCode()).isEqualTo(200);
            assertThat(send(container, "POST", "/few", null).statusCode()).isEqualTo(200);
            assertThat(send(container, "GET", "/few", null).statusCode()).isEqualTo(429);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aQuotaOfAServletCountsAndWarns(Kind kind) throws Exception {
        try (InboundContract.Container container = kind.start(context -> deploy(context, gateway()))) {
            HttpResponse<String> first = send(container, "GET", "/counted", null);
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().firstValue("RateLimit").orElse("")).startsWith("\"2-per-year\";r=1;t=");
            assertThat(first.headers().firstValue("X-Quota-Warning")).contains("\"2-per-year\";used=1;limit=2");
            assertThat(send(container, "POST", "/counted", null).statusCode()).isEqualTo(200);
            HttpResponse<String> spent = send(container, "GET", "/counted", null);
            assertThat(spent.statusCode()).isEqualTo(429);
            assertThat(spent.body()).contains("quota-exceeded", "2-per-year");

            assertThat(send(container, "GET", "/gentle", null).headers().firstValue("X-Quota-Warning"))
                    .isEmpty();
            HttpResponse<String> over = send(container, "GET", "/gentle", null);
            assertThat(over.statusCode()).isEqualTo(200);
            assertThat(over.headers().firstValue("X-Quota-Warning")).contains("\"1-per-1h\";used=2;limit=1");
        }
    }

    private static String explain(Gateway gateway, String method, String path) {
        Request request = Request.of(method, path);
        request.exchange().attach(Caller.unknown().withAddress("192.0.2.8"));
        return gateway.explain(request).toString();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theGatewayExplainsWhatAServletAsksFor(Kind kind) throws Exception {
        Gateway gateway = gateway();
        try (InboundContract.Container container = kind.start(context -> deploy(context, gateway))) {
            assertThat(explain(gateway, "GET", "/known/x"))
                    .contains("through operation known: authorize(", "principals [*]")
                    .contains("authenticated fits if the caller, who is not known here, has principals [*]");
            assertThat(explain(gateway, "HEAD", "/any/where.known")).contains("operation known: ");
            assertThat(explain(gateway, "POST", "/known"))
                    .contains("operation known.doPost: ", "Known.doPost fits if the caller", "roles [admin]");
            assertThat(explain(gateway, "GET", "/few"))
                    .contains("operation few: rateLimit", "2-per-1h counts by address 192.0.2.8");
            assertThat(explain(gateway, "DELETE", "/counted"))
                    .contains("operation counted: quota", "2-per-year counts by address 192.0.2.8");
            assertThat(explain(gateway, "POST", "/whole")).contains("operation whole: ", "roles [admin]");
            for (String path : new String[] {"/plain", "/open", "/else", "/", "/knownx"}) {
                assertThat(explain(gateway, "GET", path)).as(path).doesNotContain("operation ");
            }
            // It says what the running servlets do.
            assertThat(send(container, "GET", "/few", null).statusCode()).isEqualTo(200);
            assertThat(send(container, "GET", "/few", null).statusCode())
                    .as("explaining counts nothing")
                    .isEqualTo(200);

            gateway.switchOff("known/authorize", Duration.ofMinutes(1), "");
            assertThat(explain(gateway, "GET", "/known")).contains("[switched off: ");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aDispatchToAServletThatWasNotDecidedAboutIsRefused(Kind kind) throws Exception {
        try (InboundContract.Container container = kind.start(context -> deploy(context, gateway()))) {
            for (String how : new String[] {"", "&async=1"}) {
                HttpResponse<String> forwarded = send(container, "GET", "/open?to=/known/x" + how, "bob");
                assertThat(forwarded.statusCode()).as(how).isEqualTo(403);
                assertThat(forwarded.body()).doesNotContain("ok");
                assertThat(send(container, "GET", "/open?to=/plain" + how, null).body())
                        .isEqualTo("ok");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void onlyWhatARouteLetsThroughIsAskedAbout(Kind kind) throws Exception {
        try (InboundContract.Container container = kind.start(
                context -> deploy(context, Gateway.builder().use(new Told()).build()))) {
            assertThat(send(container, "GET", "/known/x", "bob").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aBadValueFailsTheStartAndIsNamed(Kind kind) {
        refusesToStart(kind, Wrong.class, "@Authorized of Wrong.doGet", "names neither");
        refusesToStart(kind, Twice.class, "Both service and doGet of Twice", "Annotate one of them");
        refusesToStart(kind, WrongTime.class, "@RateLimited of WrongTime.doGet", "\"soon\" is no time");
        refusesToStart(kind, WrongWindow.class, "@Quota of WrongWindow.doGet", "\"fortnight\" is no window");
        refusesToStart(kind, WrongKey.class, "@Quota of WrongKey", "\"header\" is nothing to count by");
        refusesToStart(kind, WrongZone.class, "@Quota of WrongZone", "has no time zone");
        refusesToStart(kind, WrongStore.class, "@Quota of WrongStore", "no store \"nowhere\"", "under stores");
    }

    private static void refusesToStart(Kind kind, Class<? extends HttpServlet> type, String... words) {
        String[] said = new String[1];
        assertThatThrownBy(() -> {
                    try (InboundContract.Container container = kind.start(context -> {
                        add(context, "wrong", type, "/");
                        HauberkFilter filter = new HauberkFilter(gateway());
                        context.addFilter("hauberk", new Noting(filter, said))
                                .addMappingForUrlPatterns(null, false, "/*");
                    })) {
                        // Tomcat starts without the context, which then answers nothing.
                        assertThat(statusOf(container)).isNotEqualTo(200);
                        throw new IOException("not started");
                    }
                })
                .isInstanceOf(Exception.class);
        assertThat(said[0]).contains(words);
    }

    private static int statusOf(InboundContract.Container container) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + container.port() + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    /** Notes what the filter says when it does not start. */
    private record Noting(HauberkFilter filter, String[] said) implements jakarta.servlet.Filter {
        @Override
        public void init(jakarta.servlet.FilterConfig config) throws ServletException {
            try {
                filter.init(config);
            } catch (ServletException e) {
                said[0] = e.getMessage();
                throw e;
            }
        }

        @Override
        public void doFilter(
                jakarta.servlet.ServletRequest request,
                jakarta.servlet.ServletResponse response,
                jakarta.servlet.FilterChain chain)
                throws IOException, ServletException {
            filter.doFilter(request, response, chain);
        }
    }
}
