package io.hauberk.tomcat;

import jakarta.servlet.ServletConnection;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/** Says of each request the scheme that its connection has, whatever a client of HTTP/2 says. */
final class TrueScheme implements Adapter {
    private final Adapter next;

    TrueScheme(Adapter next) {
        this.next = next;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        say(request);
        next.service(request, response);
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        say(request);
        return next.prepare(request, response);
    }

    private static void say(Request request) {
        request.scheme().setString(isSecure(request) ? "https" : "http");
    }

    static boolean isSecure(Request request) {
        ServletConnection connection = request.getServletConnection();
        return connection != null && connection.isSecure();
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
        return next.asyncDispatch(request, response, event);
    }

    @Override
    public void log(Request request, Response response, long time) {
        next.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        next.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return next.getDomain();
    }
}
