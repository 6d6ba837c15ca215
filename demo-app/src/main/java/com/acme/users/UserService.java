package com.acme.users;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Users and their passwords, in memory. Thread-safe. */
public final class UserService {
    private static final int SHORTEST_PASSWORD = 8;

    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    private record Account(User user, Password password) {}

    /** Adds a user; throws {@link IllegalArgumentException} when the name is taken or the password too short. */
    public User create(String name, String password) {
        Password checked = checked(password);
        User user = new User(ids.incrementAndGet(), name);
        if (accounts.putIfAbsent(name, new Account(user, checked)) != null) {
            throw new IllegalArgumentException("The name " + name + " is taken.");
        }
        return user;
    }

    /** Gives a user another password; throws {@link IllegalArgumentException} when there is no such user. */
    public void update(String name, String password) {
        Password checked = checked(password);
        if (accounts.computeIfPresent(name, (n, old) -> new Account(old.user(), checked)) == null) {
            throw new IllegalArgumentException("There is no user " + name + ".");
        }
    }

    /** Removes a user; false when there was none. */
    public boolean delete(String name) {
        return accounts.remove(name) != null;
    }

    /** The user of this name and password, if there is one. */
    public Optional<User> login(String name, String password) {
        return Optional.ofNullable(accounts.get(name))
                .filter(account -> account.password().is(password))
                .map(Account::user);
    }

    private static Password checked(String password) {
        if (password.length() < SHORTEST_PASSWORD) {
            throw new IllegalArgumentException("A password has at least " + SHORTEST_PASSWORD + " characters.");
        }
        return Password.of(password);
    }
}
