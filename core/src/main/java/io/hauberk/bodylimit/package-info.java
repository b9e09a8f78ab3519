/**
 * How large a request body may be, and how slowly it may come.
 *
 * <p>A body that announces its length is judged by that at once, unread, and the container holds the client to it. One
 * that does not (chunked, or HTTP/2 without the field) is counted while it passes; what exceeds the limit never reaches
 * the other side. Nothing is buffered.
 *
 * <p>A client that sends a byte now and then holds a thread for as long as it likes (slowloris). So a body must come at a
 * least rate: it has some seconds of slack, which waiting uses up and bytes earn back.
 *
 * <p>In a chain: early, beside the timeout; a smaller limit may follow on a route.
 */
@NullMarked
package io.hauberk.bodylimit;

import org.jspecify.annotations.NullMarked;
