package io.hauberk.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Filter;
import io.hauberk.testkit.InboundContract;
import io.hauberk.testkit.RawHttp;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A filter that was added by hand, and what is missing then. */
class RegistrationTest {
    private static final Filter FILTER = (request, next) -> next.handle(request.without("X-Spoofed"));

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        System.setErr(before);
    }

    private String said() {
        return log.toString(StandardCharsets.UTF_8);
    }

    private static InboundContract.Container start(String container, Consumer<ServletContext> adding) throws Exception {
        Consumer<ServletContext> deployment = context -> {
            adding.accept(context);
            ServletRegistration.Dynamic servlet = context.addServlet("app", new App());
            servlet.addMapping("/*");
            servlet.setAsyncSupported(true);
        };
        return container.equals("jetty")
                ? JettyContainer.start(deployment, false)
                : TomcatContainer.start(deployment, false);
    }

    private static void get(InboundContract.Container running, String path) throws IOException {
        try (RawHttp http = RawHttp.connect(running.port())) {
            http.get(path, "X-Spoofed: 1");
        }
    }

    /** On Tomcat there is nothing to tell: a filter of which nothing else is said supports it. */
    @Test
    void whoAddsTheFilterWithoutAsyncSupportIsToldAtTheFirstRequest() throws Exception {
        try (InboundContract.Container running = start(
                "jetty",
                context -> context.addFilter("mine", new HauberkFilter(FILTER))
                        .addMappingForUrlPatterns(null, false, "/*"))) {
            get(running, "/");
            get(running, "/");
        }

        assertThat(said()).containsOnlyOnce("without async support").contains("Use HauberkFilter.install");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty", "tomcat"})
    void whoMissesDispatchesIsToldAtTheFirstThatIsMissed(String container) throws Exception {
        try (InboundContract.Container running = start(container, context -> {
            FilterRegistration.Dynamic registration = context.addFilter("mine", new HauberkFilter(FILTER));
            registration.setAsyncSupported(true);
            registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        })) {
            for (int i = 0; i < 2; i++) {
                get(running, "/forward");
                get(running, "/async");
            }
        }

        assertThat(said())
                .containsOnlyOnce("missed the FORWARD dispatch")
                .containsOnlyOnce("missed the ASYNC dispatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty", "tomcat"})
    void whoMissesRequestsIsToldAtTheFirstForward(String container) throws Exception {
        try (InboundContract.Container running = start(container, context -> {
            FilterRegistration.Dynamic registration = context.addFilter("mine", new HauberkFilter(FILTER));
            registration.setAsyncSupported(true);
            registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.FORWARD), false, "/*");
        })) {
            for (String path : List.of("/", "/forward", "/forward")) {
                try (RawHttp http = RawHttp.connect(running.port())) {
                    assertThat(http.get(path).text()).isEqualTo("hello");
                }
            }
        }

        assertThat(said()).containsOnlyOnce("not registered for REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty", "tomcat"})
    void anErrorPageForARequestThatNeverReachedTheFilterTellsNothing(String container) throws Exception {
        AtomicInteger decided = new AtomicInteger();
        try (InboundContract.Container running = start(container, context -> {
            FilterRegistration.Dynamic before = context.addFilter("before", (jakarta.servlet.Filter)
                    (request, response, chain) -> ((HttpServletResponse) response).sendError(501));
            before.setAsyncSupported(true);
            before.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
            HauberkFilter.install(context, (request, next) -> {
                decided.incrementAndGet();
                return FILTER.handle(request, next);
            });
        })) {
            get(running, "/");
        }

        // The error page was its first dispatch, and it stood before that.
        assertThat(decided).hasValue(1);
        assertThat(said()).doesNotContain("not registered").doesNotContain("The Hauberk filter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty", "tomcat"})
    void whoMapsItToAPartIsToldAtTheStart(String container) throws Exception {
        try (InboundContract.Container running = start(
                container,
                context -> context.addFilter("mine", new HauberkFilter(FILTER))
                        .addMappingForUrlPatterns(null, false, "/api/*"))) {
            assertThat(running.port()).isPositive();
        }

        assertThat(said()).contains("is not mapped to /*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty", "tomcat"})
    void whoInstallsItIsToldNothing(String container) throws Exception {
        try (InboundContract.Container running = start(container, context -> HauberkFilter.install(context, FILTER))) {
            get(running, "/forward");
            get(running, "/async");
        }

        assertThat(said()).doesNotContain("The Hauberk filter");
    }

    @SuppressWarnings("serial") // it is never serialized
    private static final class App extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            if (request.getHeader("X-Spoofed") != null) {
                throw new ServletException("A stripped header is back.");
            }
            switch (request.getServletPath() + request.getPathInfo()) {
                case "/forward" -> request.getRequestDispatcher("/target").forward(request, response);
                case "/async" -> request.startAsync().dispatch("/target");
                default -> response.getWriter().write("hello");
            }
        }
    }
}
