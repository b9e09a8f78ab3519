package io.hauberk.okhttp;

import io.hauberk.End;
import io.hauberk.Response;
import io.hauberk.discovery.Endpoint;
import io.hauberk.service.Service;
import java.net.Socket;
import okhttp3.Connection;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** What the attempts of one OkHttp call have in common, redirects included. For one thread. */
final class Proceeding {
    private final ServiceTls tls;
    private final Sockets sockets;
    private final Eras eras;
    private final Watchdog watchdog;
    private @Nullable Endpoint endpoint;
    private @Nullable Connection connection;
    private @Nullable Response answer;
    private int rewritten;

    Proceeding(ServiceTls tls, Sockets sockets, Eras eras, Watchdog watchdog) {
        this.tls = tls;
        this.sockets = sockets;
        this.eras = eras;
        this.watchdog = watchdog;
    }

    ServiceTls.Entry tls(Service service) {
        return tls.of(service);
    }

    Sockets sockets() {
        return sockets;
    }

    Eras eras() {
        return eras;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    /** An attempt got a connection; OkHttp holds it until the call is over, or it is closed. */
    void connected(Endpoint endpoint, @Nullable Connection connection) {
        this.endpoint = endpoint;
        this.connection = connection;
    }

    /** Whether OkHttp would send the next attempt over the connection of the one before, to another endpoint. */
    boolean wouldReuse(HttpUrl url, Endpoint next) {
        Connection held = connection;
        if (held == null || next.equals(endpoint)) {
            return false;
        }
        Socket socket = held.socket();
        HttpUrl where = held.route().address().url();
        return !socket.isClosed() && where.host().equals(url.host()) && where.port() == url.port();
    }

    /** The user is given this answer, unless it leads elsewhere. */
    void answered(Response response) {
        answer = response;
    }

    /** The answer led elsewhere, and is over: what it holds must not wait for the end of the whole call. */
    void followed() {
        if (answer != null) {
            answer.end(End.COMPLETED);
        }
    }

    /** A port that no attempt of this call has had in its URL. No connection is made to it. */
    int otherPort() {
        rewritten++;
        return rewritten;
    }
}
