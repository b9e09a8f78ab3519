/** Logins. */
@NullMarked
package io.hauberk.login;

import org.jspecify.annotations.NullMarked;
