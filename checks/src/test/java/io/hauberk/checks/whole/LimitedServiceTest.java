package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits from a file, in front of an application, through running containers. */
class LimitedServiceTest {
    private static final String FILE = """
            hauberk: 1
            stores: { here: { memory: 1000 } }
            unmatched: pass
            routes:
              - name: told
                match: [ { path: /told }, { path: /async }, { path: /stream } ]
                filters:
                  - rateLimit: { limit: 10, per: 1h, by: [ address, route ], algorithm: sliding, cost: { response: x-cost, max: 4 } }
              - name: shared
                match: [ { path: /shared } ]
                filters:
                  - rateLimit: { limits: [ { limit: 3, per: 1h, algorithm: fixed }, { limit: 100, per: 1d } ], by: address, store: here }
              - name: weighed
                match: [ { path: /weighed } ]
                filters:
                  - rateLimit: { limit: 10, per: 1h, by: address, cost: { header: x-weight, max: 5 } }
              - name: keyed
                match: [ { path: /keyed } ]
                filters:
                  - rateLimit: { limit: 4, per: 1h, by: { header: x-key }, maxKeys: 100 }
              - name: login
                match: [ { path: /login } ]
                filters:
                  - rateLimit: { limit: 20, per: 1h, by: address, algorithm: fixed, cost: { status: { 401: 10 } } }
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatAnAnswerCostIsKnownBeforeItsHeadLeavesHoweverItIsWritten(Container container) throws Exception {
        try (Site site = new Site(container, folder)) {
            assertThat(site.get("/told").header("RateLimit")).startsWith("\"10-per-1h\";r=7;");
            assertThat(site.get("/async").header("RateLimit")).startsWith("\"10-per-1h\";r=4;");
            RawMessage streamed = site.get("/stream");
            assertThat(streamed.header("RateLimit")).startsWith("\"10-per-1h\";r=0;");
            assertThat(streamed.header("RateLimit-Policy")).isEqualTo("\"10-per-1h\";q=10;w=3600");
            RawMessage refused = site.get("/told");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(3_500L, 3_960L);
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.text()).contains("quota-exceeded", "10-per-1h").doesNotContain("127.0.0.1");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void severalLimitsInAStoreAllowWhatTheTightestAllows(Container container) throws Exception {
        try (Site site = new Site(container, folder)) {
            for (int left = 2; left >= 0; left--) {
                assertThat(site.get("/shared").header("RateLimit")).startsWith("\"3-per-1h\";r=" + left);
            }
            RawMessage refused = site.get("/shared");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("3-per-1h").doesNotContain("100-per-1d");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aGrpcCallThatIsRefusedIsToldByItsStatus(Container container) throws Exception {
        try (Site site = new Site(container, folder)) {
            for (int i = 0; i < 3; i++) {
                site.get("/shared");
            }
            RawMessage refused = site.send(
                    RawHttp.head("POST /shared HTTP/1.1", "content-type: application/grpc", "content-length: 0"));
            assertThat(refused.status()).isEqualTo(200);
            assertThat(refused.header("grpc-status")).isIn("8", "14");
            assertThat(refused.header("RateLimit")).startsWith("\"3-per-1h\";r=0");
        }
    }

    /** Pitfall 12 of limiters: costs below nothing and beyond measure, keys without end, addresses that a client made up. */
    @ParameterizedTest
    @EnumSource(Container.class)
    void aStrangerNeitherPaysLessThanNothingNorGetsAFreshAllowance(Container container) throws Exception {
        try (Site site = new Site(container, folder)) {
            String[] told = {"-100", "0", "9999999999999999999999", "1e9", "5, 5"};
            List<Integer> left = new ArrayList<>();
            for (String weight : told) {
                String field = site.get("/weighed", "x-weight: " + weight, "X-Forwarded-For: 10.0.0." + left.size())
                        .header("RateLimit");
                left.add(Integer.parseInt(field.replaceAll(".*;r=([0-9]+);.*", "$1")));
            }
            assertThat(left).containsExactly(9, 8, 3, 2, 1);

            int passed = 0;
            for (int i = 0; i < 5; i++) {
                passed += site.get("/keyed", "x-key: victim").status() == 200 ? 1 : 0;
            }
            assertThat(passed).isEqualTo(4);
            for (int i = 0; i < 2_000; i++) {
                site.get("/keyed", "x-key: stranger-" + i);
            }
            assertThat(site.get("/keyed", "x-key: victim").status()).isEqualTo(429);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void guessesAreDearerThanRequestsThatSucceed(Container container) throws Exception {
        try (Site site = new Site(container, folder)) {
            assertThat(site.get("/login").status()).isEqualTo(401);
            assertThat(site.get("/login").status()).isEqualTo(401);
            assertThat(site.get("/login").status()).isEqualTo(429);
            assertThat(site.application.asked).hasValue(2);
        }
    }

    /** A container with the file above and an application behind it. */
    private static final class Site implements AutoCloseable {
        private final Costly application = new Costly();
        private final Hauberk hauberk;
        private final Container.Running running;
        private RawHttp http;
        private int sent;

        Site(Container container, Path folder) throws Exception {
            Path file = folder.resolve("hauberk.yaml");
            Files.writeString(file, FILE);
            hauberk = Hauberk.loader(file).unwatched().load();
            running = container.start(context -> {
                application.deploy(context);
                HauberkFilter.install(context, hauberk.gateway());
            });
            http = RawHttp.connect(running.port());
        }

        RawMessage get(String target, String... fields) throws IOException {
            if (++sent % 50 == 0) {
                // Tomcat ends a connection after a hundred requests.
                http.close();
                http = RawHttp.connect(running.port());
            }
            return http.get(target, fields);
        }

        RawMessage send(String head) throws IOException {
            return http.send(head).readResponse("POST");
        }

        @Override
        public void close() throws Exception {
            http.close();
            running.close();
            hauberk.close();
        }
    }

    /** Tells what its answers cost: 3 each, or 1,000 where it streams. */
    @SuppressWarnings("serial") // it is never serialized
    private static final class Costly extends HttpServlet {
        private final transient AtomicInteger asked = new AtomicInteger();

        void deploy(ServletContext context) {
            ServletRegistration.Dynamic servlet = context.addServlet("costly", this);
            servlet.addMapping("/*");
            servlet.setAsyncSupported(true);
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            asked.incrementAndGet();
            switch (request.getRequestURI()) {
                case "/told" -> response.setHeader("x-cost", "3");
                case "/async" -> {
                    AsyncContext async = request.startAsync();
                    async.start(() -> {
                        response.setHeader("x-cost", "3");
                        async.complete();
                    });
                }
                case "/stream" -> {
                    response.setHeader("x-cost", "1000");
                    for (int i = 0; i < 10; i++) {
                        response.getOutputStream().write(new byte[10_000]);
                        response.flushBuffer();
                    }
                }
                case "/login" -> response.setStatus(401);
                default -> response.getWriter().write("hello");
            }
        }
    }
}
