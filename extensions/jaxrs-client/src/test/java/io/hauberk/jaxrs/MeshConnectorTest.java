package io.hauberk.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Caller;
import io.hauberk.DeadlineExceededException;
import io.hauberk.Exchange;
import io.hauberk.Ticker;
import io.hauberk.Trace;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.CallOptions;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import jakarta.ws.rs.InternalServerErrorException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is the JAX-RS client's own, and is kept. */
class MeshConnectorTest {
    private Mesh mesh;

    @AfterEach
    void close() {
        mesh.close();
    }

    private Client client(RawServer server) {
        mesh = Mesh.builder()
                .service(
                        "orders",
                        orders -> orders.endpoints("http://127.0.0.1:" + server.port())
                                .connectTimeout(Duration.ofSeconds(60)))
                .build();
        return ClientBuilder.newClient(new ClientConfig().connectorProvider(MeshConnector.of(mesh)));
    }

    @Test
    void theGuideIsTrue() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("42"))) {
            client(server);
            // guide
            Client http = ClientBuilder.newClient(new ClientConfig().connectorProvider(MeshConnector.of(mesh)));

            String order = http.target("http://orders/42").request().get(String.class);
            // end
            assertThat(order).isEqualTo("42");
            http.close();
        }
    }

    @Test
    void filtersSeeRequestsAndStatusesAreExceptionsAsEver() throws Exception {
        String broken = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops";
        try (RawServer server = RawServer.start(Script.answering(broken))) {
            ClientRequestFilter filter = request -> request.getHeaders().add("X-Own", "1");
            Client http = client(server).register(filter);

            assertThatThrownBy(() -> http.target("http://orders/").request().get(String.class))
                    .isInstanceOf(InternalServerErrorException.class);
            assertThat(server.requests().get(0).header("X-Own")).isEqualTo("1");
        }
    }

    @Test
    void theReadTimeoutOfTheClientAndTheOptionsOfACallEndIt() throws Exception {
        try (RawServer server = RawServer.start(Script.silent())) {
            Client http = client(server);
            CallOptions quick = CallOptions.none().timeout(Duration.ofMillis(200));

            assertThatThrownBy(() -> http.target("http://orders/")
                            .request()
                            .property(ClientProperties.READ_TIMEOUT, 200)
                            .get())
                    .isInstanceOf(ProcessingException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
            assertThatThrownBy(() -> http.target("http://orders/")
                            .request()
                            .property(CallOptions.class.getName(), quick)
                            .get())
                    .hasCauseInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void anAsynchronousCallIsAnsweredAndKnowsOnWhoseBehalf() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withPrincipal("ada", null));
        Trace trace = Trace.begin(true);
        exchange.traced(trace);
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            client(server);
            ExecutorService propagating = new Propagating(threads);
            Client http = ClientBuilder.newBuilder()
                    .withConfig(new ClientConfig().connectorProvider(MeshConnector.of(mesh)))
                    .executorService(propagating)
                    .build();
            Future<String> answer;
            try (Exchange.Scope scope = exchange.enter()) {
                answer = http.target("http://orders/").request().async().get(String.class);
            }

            assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("hi");
            assertThat(server.requests().get(0).header("traceparent")).contains(trace.traceId());
        } finally {
            threads.shutdown();
        }
    }

    /** Jersey wants a whole service. */
    private static final class Propagating extends java.util.concurrent.AbstractExecutorService {
        private final ExecutorService threads;

        Propagating(ExecutorService threads) {
            this.threads = threads;
        }

        @Override
        public void execute(Runnable task) {
            Exchange.propagating(threads).execute(task);
        }

        @Override
        public void shutdown() {
            threads.shutdown();
        }

        @Override
        public java.util.List<Runnable> shutdownNow() {
            return threads.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return threads.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return threads.isTerminated();
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
            return threads.awaitTermination(time, unit);
        }
    }
}
