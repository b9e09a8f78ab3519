package io.hauberk.testkit;

import io.hauberk.testkit.OutboundContract.Answer;
import io.hauberk.testkit.OutboundContract.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
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
}
