package io.hauberk.checks.whole;

import static io.hauberk.checks.whole.PermissivePort.AUTHORITY;
import static io.hauberk.checks.whole.PermissivePort.PLAIN;
import static io.hauberk.checks.whole.PermissivePort.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many connections of every kind at once and one after the other: none is ever taken for another. */
class PermissiveCrowdTest {
    private static final int THREADS = 8;
    private static final List<Credentials> CALLERS = List.of(
            AUTHORITY.issue("spiffe://shop/ns/prod/sa/one"),
            AUTHORITY.issue("spiffe://shop/ns/prod/sa/two"),
            AUTHORITY.issue("spiffe://shop/ns/prod/sa/three"));

    @TempDir
    Path folder;

    @Timeout(120)
    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void aConnectionInPlainTextNeverHasThePeerOfAnother(SecureContainer kind) throws Exception {
        crowd(kind, 12);
    }

    @Tag("long")
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void notInThousandsOfConnectionsEither(SecureContainer kind) throws Exception {
        crowd(kind, 1000);
    }

    private void crowd(SecureContainer kind, int each) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (PermissivePort port = new PermissivePort(kind, folder)) {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(i);
                work.add(() -> connections(port, each, random));
            }
            int answered = 0;
            for (Future<Integer> part : threads.invokeAll(work)) {
                answered += part.get();
            }
            assertThat(answered).isGreaterThan(THREADS * each / 2);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int connections(PermissivePort port, int count, Random random) throws IOException {
        int answered = 0;
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> answered += plain(port, 1 + random.nextInt(3));
                case 3, 4, 5 -> answered += secure(port, CALLERS.get(random.nextInt(CALLERS.size())));
                case 6 -> aborted(port, random);
                default -> answered += refusedThenPlain(port);
            }
        }
        return answered;
    }

    private static int plain(PermissivePort port, int requests) throws IOException {
        try (Socket socket = port.connect()) {
            assertThat(PermissivePort.told(socket, requests)).hasSize(requests).containsOnly(PLAIN);
            return 1;
        }
    }

    private static int secure(PermissivePort port, Credentials caller) throws IOException {
        try (SSLSocket socket = port.tls(caller)) {
            assertThat(PermissivePort.told(socket, 2)).containsExactly(of(caller), of(caller));
            return 1;
        }
    }

    /** Ended in the middle, by RST or by FIN, of a handshake or of a head. */
    private static void aborted(PermissivePort port, Random random) throws IOException {
        String begun = random.nextBoolean() ? "\u0016\u0003\u0001\u0002\0\u0001" : "POST / HTTP/1.1\r\nContent-Len";
        try (RawHttp http = RawHttp.connect(port.port())) {
            http.send(begun.substring(0, random.nextInt(begun.length())));
            if (random.nextBoolean()) {
                http.reset();
            }
        }
    }

    /** A handshake that cannot succeed, and the next connection. */
    private static int refusedThenPlain(PermissivePort port) throws IOException {
        try (Socket socket = port.connect()) {
            socket.getOutputStream().write("\u0016\u0003\u0001\0\u0004nope".getBytes(StandardCharsets.ISO_8859_1));
        }
        return plain(port, 1);
    }
}
