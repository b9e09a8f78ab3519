package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much is answered in time when much more is asked than can be done, with an adaptive limit and without. */
@Tag("long")
class GoodputTest {
    private static final int WORKERS = 4;
    private static final Duration SERVICE = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final int CLIENTS = 60;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Container.class)
    void withAnAdaptiveLimitMostOfTheCapacityIsAnsweredInTimeAndWithoutOneNearlyNothing(Container container)
            throws Exception {
        int without = goodput(container, "unmatched: pass");
        int with = goodput(container, """
                filters:
                  - concurrencyLimit: { adaptive: gradient, initial: 4, min: 2, partitions: { sheddable: 50 } }
                unmatched: pass""");
        int possible = (int) (WORKERS * Duration.ofSeconds(4).dividedBy(SERVICE));
        assertThat(with).isGreaterThan(possible / 3);
        assertThat(with).isGreaterThan(4 * without);
    }

    /** How many were answered with 200 and in time, in four seconds. */
    private int goodput(Container container, String yaml) throws Exception {
        try (Guarded guarded = Guarded.by(container, folder, "hauberk: 1\n" + yaml, new Workers())) {
            long now = System.nanoTime();
            long from = now + Duration.ofSeconds(2).toNanos();
            long to = from + Duration.ofSeconds(4).toNanos();
            AtomicInteger good = new AtomicInteger();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Thread client = new Thread(() -> ask(guarded, from, to, good));
                client.start();
                clients.add(client);
            }
            for (Thread client : clients) {
                client.join();
            }
            return good.get();
        }
    }

    private static void ask(Guarded guarded, long from, long to, AtomicInteger good) {
        try {
            while (System.nanoTime() - to < 0) {
                long began = System.nanoTime();
                int status = guarded.get("/").status();
                long ended = System.nanoTime();
                if (status == 200 && ended - began <= PATIENCE.toNanos() && began - from >= 0) {
                    good.incrementAndGet();
                }
                if (status != 200) {
                    Sleeper.system().sleep(SERVICE);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("serial") // it is never serialized
    private static final class Workers extends HttpServlet {
        private final transient Semaphore workers = new Semaphore(WORKERS, true);

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            workers.acquireUninterruptibly();
            try {
                Sleeper.system().sleep(SERVICE);
            } finally {
                workers.release();
            }
            response.getWriter().write("done");
        }
    }
}
