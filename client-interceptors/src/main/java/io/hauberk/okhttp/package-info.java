/** The outbound adapter: a mesh of services behind a plain OkHttp client. */
@NullMarked
package io.hauberk.okhttp;

import org.jspecify.annotations.NullMarked;
