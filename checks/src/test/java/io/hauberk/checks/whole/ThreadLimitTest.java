package io.hauberk.checks.whole;

import static io.hauberk.route.Match.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Response;
import io.hauberk.Sleeper;
import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.gateway.Gateway;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that hold threads leave some for others, and for health checks. */
class ThreadLimitTest {
    private static final int LIMIT = 8;
    private static final boolean VIRTUAL = Boolean.getBoolean("hauberk.test.virtualThreads");

    private final Semaphore gate = new Semaphore(0);
    private final Queue<AsyncContext> parked = new ConcurrentLinkedQueue<>();
    private final ConcurrencyLimit threads = ConcurrencyLimit.ofThreads(LIMIT).keepingForHealth(2);
    private final Gateway gateway = Gateway.builder()
            .threads(threads)
            .handle(path("/wait"), request -> {
                gate.acquireUninterruptibly();
                return Response.ok("waited");
            })
            .handle(path("/health"), request -> Response.ok("up"))
            .unmatchedPasses()
            .build();

    private Container.Running start(Container container) throws Exception {
        return container.start(context -> {
            HauberkFilter.install(context, gateway);
            ServletRegistration.Dynamic servlet = context.addServlet("application", new Parking());
            servlet.addMapping("/*");
            servlet.setAsyncSupported(true);
        });
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatHangsLeavesThreadsForHealthChecksAndIsRefusedBeyondTheLimit(Container container) throws Exception {
        List<RawHttp> hanging = new ArrayList<>();
        try (Container.Running running = start(container)) {
            for (int i = 0; i < LIMIT; i++) {
                hanging.add(ask(running, "/wait"));
            }
            await(() -> gate.getQueueLength() == LIMIT);
            assertThat(status(running, "/other")).isEqualTo(VIRTUAL ? 200 : 503);
            assertThat(status(running, "/health")).isEqualTo(200);
            gate.release(LIMIT);
            for (RawHttp http : hanging) {
                assertThat(http.readHead().status()).isEqualTo(200);
            }
            await(() -> threads.inFlight() == 0);
            assertThat(status(running, "/other")).isEqualTo(200);
        } finally {
            gate.release(LIMIT);
            for (RawHttp http : hanging) {
                http.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void asynchronousAnswersOfTheApplicationHoldNoThread(Container container) throws Exception {
        List<RawHttp> waiting = new ArrayList<>();
        try (Container.Running running = start(container)) {
            for (int i = 0; i < 2 * LIMIT; i++) {
                waiting.add(ask(running, "/park"));
                // One after the other: until its servlet has returned, each holds a thread.
                int parkedNow = i + 1;
                await(() -> parked.size() == parkedNow);
            }
            assertThat(status(running, "/other")).isEqualTo(200);
            parked.forEach(AsyncContext::complete);
            for (RawHttp http : waiting) {
                assertThat(http.readHead().status()).isEqualTo(200);
            }
        } finally {
            for (RawHttp http : waiting) {
                http.close();
            }
        }
    }

    private static RawHttp ask(Container.Running running, String path) throws IOException {
        RawHttp http = RawHttp.connect(running.port());
        http.send(RawHttp.head("GET " + path + " HTTP/1.1"));
        return http;
    }

    private static int status(Container.Running running, String path) throws IOException {
        try (RawHttp http = ask(running, path)) {
            return http.readHead().status();
        }
    }

    private static void await(BooleanSupplier condition) throws IOException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as("polls of 10 ms").isLessThan(6_000);
            Sleeper.system().sleep(Duration.ofMillis(10));
        }
    }

    /** {@code /park} is answered later; all else at once. */
    @SuppressWarnings("serial") // it is never serialized
    private final class Parking extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getRequestURI().equals("/park")) {
                parked.add(request.startAsync());
            } else {
                response.getWriter().write("hello");
            }
        }
    }
}
