package io.hauberk.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Deadline;
import io.hauberk.discovery.Endpoint;
import io.hauberk.service.Attempt;
import io.hauberk.service.Failure;
import io.hauberk.service.TransportException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an attempt was waiting for when its time was up. */
class FlightTest {
    private static final Duration CONNECT = Duration.ofMillis(100);
    private static final Duration HEAD = Duration.ofSeconds(60);
    private static final long LATER = Duration.ofSeconds(1).toNanos();

    private final Watchdog watchdog = Watchdog.owned();

    private Flight flight() {
        Attempt attempt = Attempts.to(Endpoint.of("http", "127.0.0.1", 1), HEAD, CONNECT, HEAD);
        return new Flight(attempt, Deadline.NONE, watchdog);
    }

    private static Failure failure(Flight flight) {
        IOException failed = Failures.of(new SocketException("closed"), flight, false, false);
        return ((TransportException) failed).failure();
    }

    @Test
    void whoIsConnectedInTimeWaitsForTheHead() {
        Flight flight = flight();
        assertThat(flight.connected()).isTrue();
        flight.look(System.nanoTime() + LATER);
        assertThat(flight.ended()).isFalse();
        flight.look(System.nanoTime() + HEAD.toNanos());
        assertThat(flight.ended()).isTrue();
        assertThat(failure(flight)).isEqualTo(Failure.TIMEOUT);
        assertThat(flight.timeUp()).hasMessageContaining("the head of the answer");
    }

    @Test
    void whoIsConnectedTooLateHasSentNothing() {
        Flight flight = flight();
        flight.look(System.nanoTime() + LATER);
        assertThat(flight.ended()).isTrue();
        assertThat(flight.connected()).isFalse();
        assertThat(failure(flight)).isEqualTo(Failure.CONNECT);
        assertThat(flight.timeUp()).hasMessageContaining("waiting for a connection");
    }

    @Test
    void whicheverComesFirstTheConnectionOrTheEndOfItsTimeTheOtherDoesNotCome() throws Exception {
        Flight[] flights = new Flight[20_000];
        for (int i = 0; i < flights.length; i++) {
            flights[i] = flight();
        }
        boolean[] connected = new boolean[flights.length];
        CyclicBarrier together = new CyclicBarrier(2);
        Thread looking = new Thread(() -> {
            await(together);
            for (Flight flight : flights) {
                flight.look(System.nanoTime() + LATER);
            }
        });
        looking.start();
        await(together);
        for (int i = 0; i < flights.length; i++) {
            connected[i] = flights[i].connected();
        }
        looking.join();
        for (int i = 0; i < flights.length; i++) {
            assertThat(flights[i].ended()).isNotEqualTo(connected[i]);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoeverInterruptsUsIsNotTheEndpoint() {
        Flight flight = flight();
        flight.connected();
        Thread.currentThread().interrupt();
        try {
            assertThat(failure(flight)).isEqualTo(Failure.CANCELLED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(failure(flight)).isNotEqualTo(Failure.CANCELLED);
    }
}
