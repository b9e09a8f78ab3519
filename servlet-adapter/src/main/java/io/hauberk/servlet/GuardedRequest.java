package io.hauberk.servlet;

import io.hauberk.Caller;
import io.hauberk.Headers;
import io.hauberk.Request;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.security.Principal;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** What the application sees of its request: the one that the filters passed on. */
final class GuardedRequest extends HttpServletRequestWrapper {
    private final Request request;
    private final GuardedResponse response;
    private final Application application;
    private final Content content;
    private @Nullable AsyncContext async;

    GuardedRequest(HttpServletRequest raw, Request request, GuardedResponse response, Application application) {
        super(raw);
        this.request = request;
        this.response = response;
        this.application = application;
        this.content = new Content(this, request, application);
    }

    private HttpServletRequest raw() {
        return (HttpServletRequest) getRequest();
    }

    private Headers headers() {
        return request.headers();
    }

    private Caller caller() {
        return request.exchange().caller();
    }

    @Override
    public @Nullable RequestDispatcher getRequestDispatcher(String path) {
        RequestDispatcher dispatcher = super.getRequestDispatcher(path);
        return dispatcher == null ? null : new NoticingDispatcher(dispatcher, application);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers().first(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.enumeration(headers().all(name));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Map<String, String> names = new LinkedHashMap<>();
        headers()
                .forEach(field -> names.putIfAbsent(field.getKey().toLowerCase(java.util.Locale.ROOT), field.getKey()));
        return Collections.enumeration(names.values());
    }

    @Override
    public int getIntHeader(String name) {
        String value = getHeader(name);
        return value == null ? -1 : Integer.parseInt(value);
    }

    @Override
    public long getDateHeader(String name) {
        String value = getHeader(name);
        if (value == null) {
            return -1;
        }
        try {
            return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Header " + name + " is not an HTTP date.", e);
        }
    }

    /** The container's parser, as long as it sees what we see; else a plain one for what the filters left. */
    @Override
    public Cookie @Nullable [] getCookies() {
        List<String> seen = headers().all("Cookie");
        if (seen.equals(Collections.list(raw().getHeaders("Cookie")))) {
            return super.getCookies();
        }
        List<Cookie> cookies = new ArrayList<>();
        for (String line : seen) {
            StringTokenizer pairs = new StringTokenizer(line, ";");
            while (pairs.hasMoreTokens()) {
                String pair = pairs.nextToken();
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    addCookie(
                            cookies,
                            pair.substring(0, equals).trim(),
                            pair.substring(equals + 1).trim());
                }
            }
        }
        return cookies.isEmpty() ? null : cookies.toArray(Cookie[]::new);
    }

    private static void addCookie(List<Cookie> cookies, String name, String value) {
        try {
            cookies.add(new Cookie(name, value));
        } catch (IllegalArgumentException e) {
            // A name that no cookie can have: containers leave such a pair out, too.
            return;
        }
    }

    @Override
    public String getMethod() {
        return request.method();
    }

    @Override
    public @Nullable String getQueryString() {
        return content.query();
    }

    @Override
    public String getScheme() {
        return request.scheme();
    }

    @Override
    public boolean isSecure() {
        return request.scheme().equals("https");
    }

    @Override
    public String getServerName() {
        String host = request.host();
        return host.isEmpty() ? super.getServerName() : host;
    }

    @Override
    public int getServerPort() {
        String authority = request.authority();
        int colon = authority.lastIndexOf(':');
        if (colon > authority.indexOf(']') && colon >= 0) {
            try {
                return Integer.parseInt(authority.substring(colon + 1));
            } catch (NumberFormatException e) {
                return super.getServerPort();
            }
        }
        return isSecure() ? 443 : 80;
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer(getScheme())
                .append("://")
                .append(request.authority())
                .append(getRequestURI());
    }

    @Override
    public String getRemoteAddr() {
        String address = caller().address();
        return address == null ? super.getRemoteAddr() : address;
    }

    @Override
    public String getRemoteHost() {
        String address = caller().address();
        return address == null || address.equals(super.getRemoteAddr()) ? super.getRemoteHost() : address;
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        String name = name(caller());
        return name == null ? super.getUserPrincipal() : new Named(name);
    }

    @Override
    public @Nullable String getRemoteUser() {
        String name = name(caller());
        return name == null ? super.getRemoteUser() : name;
    }

    private static @Nullable String name(Caller caller) {
        return caller.principal() != null ? caller.principal() : caller.consumer();
    }

    @Override
    public boolean isUserInRole(String role) {
        Caller caller = caller();
        return caller.authenticated() ? caller.roles().contains(role) : super.isUserInRole(role);
    }

    @Override
    public @Nullable String getContentType() {
        return getHeader("Content-Type");
    }

    @Override
    public int getContentLength() {
        long length = getContentLengthLong();
        return length > Integer.MAX_VALUE ? -1 : (int) length;
    }

    @Override
    public long getContentLengthLong() {
        return content.length();
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return content.stream();
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return content.reader();
    }

    @Override
    public @Nullable String getParameter(String name) {
        FormParameters parameters = content.parameters();
        return parameters == null ? super.getParameter(name) : parameters.first(name);
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        FormParameters parameters = content.parameters();
        return parameters == null ? super.getParameterValues(name) : parameters.all(name);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(getParameterMap().keySet());
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        FormParameters parameters = content.parameters();
        return parameters == null ? super.getParameterMap() : parameters.map();
    }

    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        content.refuseUncheckedParts();
        return super.getParts();
    }

    @Override
    public Part getPart(String name) throws IOException, ServletException {
        content.refuseUncheckedParts();
        return super.getPart(name);
    }

    @Override
    public AsyncContext startAsync() {
        return async(super.startAsync(this, response));
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return async(super.startAsync(request, response));
    }

    private AsyncContext async(AsyncContext context) {
        response.letGoForAsync();
        application.started();
        GuardedAsyncContext ours = new GuardedAsyncContext(context, response, application);
        context.addListener(ours);
        async = ours;
        return ours;
    }

    @Override
    public AsyncContext getAsyncContext() {
        AsyncContext ours = async;
        return ours == null ? super.getAsyncContext() : ours;
    }

    private record Named(String getName) implements Principal {
        @Override
        public String toString() {
            return getName;
        }
    }
}
