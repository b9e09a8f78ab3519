package io.hauberk.benchmarks.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Sends requests over a number of connections, the next when the last was answered, and tells how long they took. */
final class Load {
    private static final int FOUND = 200;

    private Load() {}

    /**
     * Obeys lines of standard input, {@code PORT MILLIS CONNECTIONS ROUTES}, and answers each with a line, {@code
     * REQUESTS NANOS P50 P99} in nanoseconds, or {@code failed: WHY}.
     */
    public static void main(String[] args) throws Exception {
        List<String> tokens = Files.readAllLines(Path.of(args[0]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Child.ready(0);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            System.out.println(run(
                    Integer.parseInt(words[0]),
                    Long.parseLong(words[1]) * 1_000_000,
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]),
                    tokens));
            System.out.flush();
        }
    }

    static String run(int port, long nanos, int connections, int routes, List<String> tokens)
            throws InterruptedException {
        long start = System.nanoTime();
        List<User> users = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            users.add(new User(port, start + nanos, routes, tokens.get(i % tokens.size())));
        }
        users.forEach(Thread::start);
        for (User user : users) {
            user.join();
        }
        long took = System.nanoTime() - start;
        long[] all = users.stream().flatMapToLong(User::latencies).sorted().toArray();
        String failure = users.stream()
                .map(u -> u.failure)
                .filter(f -> f != null)
                .findFirst()
                .orElse(null);
        return failure != null
                ? "failed: " + failure
                : all.length + " " + took + " " + all[all.length / 2] + " " + all[(int) (all.length * 0.99)];
    }

    /** One connection. */
    private static final class User extends Thread {
        private final int port;
        private final long end;
        private final byte[][] requests;
        private final byte[] buffer = new byte[16 * 1024];
        private long[] latencies = new long[1 << 16];
        private int count;
        volatile @Nullable String failure;

        User(int port, long end, int routes, String token) {
            this.port = port;
            this.end = end;
            this.requests = new byte[Math.min(routes, 512)][];
            for (int i = 0; i < requests.length; i++) {
                int route = routes <= requests.length
                        ? i
                        : ThreadLocalRandom.current().nextInt(routes);
                requests[i] = ("GET /api/svc" + route + "/items/4711?full=1 HTTP/1.1\r\nHost: shop.test\r\n"
                                + "User-Agent: load\r\nAccept: application/json\r\nAccept-Encoding: identity\r\n"
                                + "X-Client: web\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
        }

        java.util.stream.LongStream latencies() {
            return Arrays.stream(latencies, 0, count);
        }

        @Override
        public void run() {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setTcpNoDelay(true);
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream();
                long now = System.nanoTime();
                do {
                    out.write(requests[ThreadLocalRandom.current().nextInt(requests.length)]);
                    read(in);
                    long then = System.nanoTime();
                    note(then - now);
                    now = then;
                } while (now - end < 0);
            } catch (IOException e) {
                failure = e.toString();
            }
        }

        private void note(long nanos) {
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = nanos;
        }

        private void read(InputStream in) throws IOException {
            int length = 0;
            int head = -1;
            int total = Integer.MAX_VALUE;
            while (length < total) {
                int n = in.read(buffer, length, buffer.length - length);
                if (n < 0) {
                    throw new IOException("The gateway closed the connection.");
                }
                length += n;
                if (head < 0) {
                    head = endOfHead(length);
                    total = head < 0 ? total : head + contentLength(head);
                }
            }
        }

        private int endOfHead(int length) {
            for (int i = 3; i < length; i++) {
                if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }

        /** Looks for the field byte by byte: strings would cost as much as a native gateway does. */
        private int contentLength(int head) throws IOException {
            int status = 100 * (buffer[9] - '0') + 10 * (buffer[10] - '0') + buffer[11] - '0';
            for (int i = 0; status == FOUND && i < head - 16; i++) {
                boolean field = buffer[i] == '\n'
                        && (buffer[i + 1] | 0x20) == 'c'
                        && (buffer[i + 9] | 0x20) == 'l'
                        && buffer[i + 15] == ':';
                if (field) {
                    return number(i + 16);
                }
            }
            throw new IOException("Not 200 with a Content-Length: "
                    + new String(buffer, 0, head, StandardCharsets.ISO_8859_1).replaceAll("\\s+", " "));
        }

        private int number(int from) {
            int number = 0;
            for (int i = from; buffer[i] != '\r'; i++) {
                number = buffer[i] == ' ' ? number : 10 * number + buffer[i] - '0';
            }
            return number;
        }
    }
}
