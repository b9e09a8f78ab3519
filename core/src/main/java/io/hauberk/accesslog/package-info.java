/**
 * One line for each request, when its answer has ended.
 *
 * <p>{@link io.hauberk.accesslog.AccessLog} writes through SLF4J, as a JSON object or as {@code key=value} text; a field
 * that is not known is left out. All fields, in this order:
 *
 * <table>
 * <caption>Fields</caption>
 * <tr><th>field</th><th>what</th></tr>
 * <tr><td>{@code time}</td><td>when the request came, UTC, ISO-8601 with milliseconds</td></tr>
 * <tr><td>{@code method}</td><td>the method</td></tr>
 * <tr><td>{@code scheme}, {@code host}</td><td>what the client used, as far as is known</td></tr>
 * <tr><td>{@code path}</td><td>the raw path; path parameters ({@code ;jsessionid=…}) are hidden</td></tr>
 * <tr><td>{@code query}</td><td>the raw query; values are hidden unless their parameter is allowed, and so is what has no
 * name; at most 32 parameters</td></tr>
 * <tr><td>{@code route}</td><td>the name of the route</td></tr>
 * <tr><td>{@code template}</td><td>the path of the route, such as {@code /orders/{id}}</td></tr>
 * <tr><td>{@code status}</td><td>the status that left; 499 where the client broke off before there was one; of a refused
 * gRPC call the one that it was refused with; of a call that got no answer, none</td></tr>
 * <tr><td>{@code end}</td><td>{@code completed}; {@code failed}: who answered broke off; {@code cancelled}: the client
 * did; {@code dropped}: refused for overload</td></tr>
 * <tr><td>{@code headMs}</td><td>milliseconds to the head of the answer</td></tr>
 * <tr><td>{@code durationMs}</td><td>milliseconds to its last byte</td></tr>
 * <tr><td>{@code bytesIn}</td><td>bytes of the request's content that were read</td></tr>
 * <tr><td>{@code bytesOut}</td><td>bytes of the answer's content that were written; the container's own error pages do
 * not count</td></tr>
 * <tr><td>{@code address}</td><td>the client's address, behind trusted proxies</td></tr>
 * <tr><td>{@code principal}, {@code issuer}</td><td>who called, and who vouches for that</td></tr>
 * <tr><td>{@code consumer}</td><td>the registered consumer</td></tr>
 * <tr><td>{@code peer}</td><td>the peer of mutual TLS</td></tr>
 * <tr><td>{@code userAgent}</td><td>the field {@code User-Agent}</td></tr>
 * <tr><td>{@code requestId}</td><td>the id of the request, as problem documents and services show it</td></tr>
 * <tr><td>{@code traceId}, {@code spanId}</td><td>our position in the trace; where another tracer owns it, the trace id
 * of the caller alone</td></tr>
 * <tr><td>{@code filter}, {@code rule}, {@code reason}</td><td>of a refusal: who refused, by which rule, why</td></tr>
 * <tr><td>{@code shadowed}</td><td>what filters in shadow mode would have refused; at most 8</td></tr>
 * <tr><td>{@code service}, {@code endpoint}, {@code attempts}</td><td>of a request that was forwarded, or a call: where
 * to, the last endpoint, and how many attempts</td></tr>
 * <tr><td>{@code error}</td><td>the class of the exception that was thrown; never its text</td></tr>
 * <tr><td>{@code request.NAME}, {@code response.NAME}</td><td>allowed header fields, names in lower case; of URLs in
 * {@code Referer}, {@code Location} and {@code Content-Location} the query is cut off</td></tr>
 * <tr><td>others</td><td>what was added</td></tr>
 * </table>
 *
 * <p>Whatever comes from outside is escaped, so that no request can begin a line or change the look of another one, and
 * cut at a length. Credentials are never written: fields that carry them cannot be allowed.
 *
 * <p>In a chain: outermost. It works outbound as well, in a service's {@code use}: a line for each call.
 */
@NullMarked
package io.hauberk.accesslog;

import org.jspecify.annotations.NullMarked;
