package io.hauberk.testkit;

import io.hauberk.testkit.OutboundContract.Answer;
import io.hauberk.testkit.OutboundContract.Call;
import io.hauberk.testkit.OutboundContract.HttpClient;
import java.io.IOException;

/** The server and the client of a row. */
record OutboundRig(RawServer server, HttpClient client) implements AutoCloseable {
    /** Makes the call and reads the whole answer. */
    Reply call(Call call) throws IOException {
        try (Answer answer = client.execute(call)) {
            return read(answer);
        }
    }

    static Reply read(Answer answer) throws IOException {
        return new Reply(answer.status(), answer.headers(), answer.text(), io.hauberk.Headers.empty());
    }

    /** The only request that reached the server. */
    RawMessage request() {
        if (server.requests().size() != 1) {
            throw new AssertionError("One request should have reached the server, but it were " + server.requests());
        }
        return server.requests().get(0);
    }

    @Override
    public void close() throws Exception {
        client.close();
        server.close();
    }
}
