package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.DoubleSupplier;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits and quotas of gRPC calls that stream their answer, over HTTP/2, before an application and before a service. */
class LimitedGrpcTest {
    private static final byte[] MESSAGE = {0, 0, 0, 0, 0};
    private static final MediaType GRPC = MediaType.get("application/grpc");
    private static final String ROUTES = """
            hauberk: 1
            routes:
              - name: counted
                match: [ { path: "/counted/**" } ]
                filters:
                  - rateLimit: { limit: 4, per: 1h, by: address, algorithm: fixed, cost: { response: x-cost } }
                  - quota: { limit: 9, per: year, by: address, warnAt: 10 }
                %1$s
              - name: few
                match: [ { path: "/few/**" } ]
                filters: [ concurrencyLimit: { max: 1 } ]
                %1$s
            """;

    @TempDir
    Path folder;

    private final Semaphore gate = new Semaphore(0);

    private static RequestBody message() {
        return RequestBody.create(MESSAGE, GRPC);
    }

    /** The gateway, and the service behind it where it forwards. */
    private final class Site implements AutoCloseable {
        private final Container.Running service;
        private final Guarded guarded;
        private final Load load;

        Site(Container container, Mode mode) throws Exception {
            boolean forwards = mode != Mode.GUARD;
            service = Container.JETTY.start(
                    context -> context.addServlet("grpc", new Streaming()).addMapping("/*"));
            String services = "services: { backend: { connectTimeout: 60s, endpoints: [ \"http://127.0.0.1:"
                    + service.port() + "\" ] } }\n";
            guarded = Guarded.by(
                    container,
                    folder,
                    ROUTES.formatted(forwards ? "to: backend" : "") + (forwards ? services : ""),
                    new Streaming());
            load = new Load(guarded.port(), Protocol.H2_PRIOR_KNOWLEDGE);
        }

        Response call(String path) throws IOException {
            return load.open("POST", path, message());
        }

        void awaitInFlight(int number) throws IOException {
            DoubleSupplier gauge = () -> guarded.meters()
                    .get("hauberk.concurrency.inflight")
                    .tag("filter", "concurrencyLimit")
                    .gauge()
                    .value();
            for (int i = 0; gauge.getAsDouble() != number; i++) {
                assertThat(i).as("polls of 10 ms").isLessThan(6_000);
                Sleeper.system().sleep(Duration.ofMillis(10));
            }
        }

        @Override
        public void close() throws Exception {
            gate.release(100);
            load.close();
            guarded.close();
            service.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"JETTY,GUARD", "JETTY,GATEWAY", "TOMCAT,GUARD", "TOMCAT,GATEWAY"})
    void whatIsLeftIsInTheHeadOfAStreamAndNotInItsTrailers(Container container, Mode mode) throws Exception {
        try (Site site = new Site(container, mode)) {
            try (Response streaming = site.call("/counted/stream")) {
                // The head is there while the stream goes on, and tells what it cost.
                assertThat(streaming.headers("RateLimit"))
                        .anyMatch(field -> field.contains("\"4-per-1h\";r=1;t="))
                        .anyMatch(field -> field.contains("\"9-per-year\";r=8;t="));
                assertThat(streaming.header("X-Quota-Warning")).isEqualTo("\"9-per-year\";used=1;limit=9");
                gate.release();
                assertThat(streaming.body().bytes()).hasSize(2 * MESSAGE.length);
                assertThat(streaming.trailers().get("grpc-status")).isEqualTo("0");
                assertThat(streaming.trailers().names()).containsExactly("grpc-status");
            }
            gate.release();
            try (Response second = site.call("/counted/stream")) {
                assertThat(second.headers("RateLimit")).anyMatch(field -> field.contains("\"4-per-1h\";r=0;t="));
            }
            try (Response refused = site.call("/counted/stream")) {
                assertThat(refused.code()).isEqualTo(200);
                assertThat(refused.header("content-type")).startsWith("application/grpc");
                assertThat(refused.header("grpc-status")).isEqualTo("8");
                assertThat(refused.header("RateLimit")).startsWith("\"4-per-1h\";r=0;t=");
                assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"4-per-1h\";q=4;w=3600");
                assertThat(refused.body().bytes()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"JETTY,GUARD", "JETTY,GATEWAY", "TOMCAT,GUARD", "TOMCAT,GATEWAY"})
    void aStreamHoldsItsPermitUntilItEndsOrItsClientLeaves(Container container, Mode mode) throws Exception {
        try (Site site = new Site(container, mode)) {
            try (Response streaming = site.call("/few/stream")) {
                site.awaitInFlight(1);
                try (Response refused = site.call("/few/stream")) {
                    assertThat(refused.header("grpc-status")).isEqualTo("14");
                }
                gate.release();
                assertThat(streaming.body().bytes()).hasSize(2 * MESSAGE.length);
                assertThat(streaming.trailers().get("grpc-status")).isEqualTo("0");
            }
            site.awaitInFlight(0);

            Response left = site.call("/few/stream");
            site.awaitInFlight(1);
            left.close();
            gate.release();
            site.awaitInFlight(0);
            gate.release();
            // On another connection: what crosses a reset makes Tomcat give this one up now and then.
            try (Load other = new Load(site.guarded.port(), Protocol.H2_PRIOR_KNOWLEDGE);
                    Response again = other.open("POST", "/few/stream", message())) {
                assertThat(again.body().bytes()).hasSize(2 * MESSAGE.length);
            }
        }
    }

    /** Sends a message, waits, and sends another one. */
    @SuppressWarnings("serial") // it is never serialized
    private final class Streaming extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().readAllBytes();
            response.setContentType("application/grpc");
            response.setHeader("x-cost", "3");
            response.setTrailerFields(() -> Map.of("grpc-status", "0"));
            response.getOutputStream().write(MESSAGE);
            response.flushBuffer();
            gate.acquireUninterruptibly();
            response.getOutputStream().write(MESSAGE);
        }
    }
}
