package io.hauberk.testkit;

import io.hauberk.Exchange;
import io.hauberk.testkit.OutboundContract.Answer;
import io.hauberk.testkit.OutboundContract.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * What an HTTP client keeps that calls services through a mesh, whatever client it is: shown through real sockets.
 * Extend it for each client beside {@link OutboundContract}, and run it as a JUnit 5 test class. It brings the servers,
 * the configuration and the assertions; you bring the client.
 */
public abstract class ClientContract implements BalancedRows, StreamedRows, HttpRows, HostRows, SecureRows {
    @TempDir
    Path folder;

    /**
     * A client that calls the services of this configuration. It follows redirects, and is otherwise set up as its
     * guide says.
     */
    protected abstract HttpClient open(Path configuration) throws Exception;

    /** A client with a mesh in it, whose failures are the causes that the guide of the client names. */
    public interface HttpClient extends OutboundContract.HttpClient {
        /**
         * Sends a body of unknown length that can be read once.
         *
         * @throws TestAbortedException if the client has all bodies in memory
         */
        default Answer upload(Call call, InputStream body) throws IOException {
            throw new TestAbortedException("This client has the bodies of requests in memory.");
        }

        /** Closes the mesh, and leaves the client open. */
        void closeMesh();
    }

    /**
     * A client that knows no other threads than those that call it. On whose behalf a call is made is known by the
     * thread; whoever calls from a thread of his own carries that over.
     */
    public interface BlockingClient extends HttpClient {
        /** Calls on behalf of whomever this thread works for. */
        Answer send(Call call) throws IOException;

        @Override
        default Answer execute(Call call) throws IOException {
            Exchange exchange = call.tag();
            if (exchange == null) {
                return send(call);
            }
            try (Exchange.Scope scope = exchange.enter()) {
                return send(call);
            }
        }

        @Override
        default Future<Answer> enqueue(Call call) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            Executor threads = Exchange.propagating(task -> new Thread(task).start());
            threads.execute(() -> {
                try {
                    answer.complete(execute(call));
                } catch (IOException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            return answer;
        }
    }
}
