// sign_in.tsx -- what those see who are not signed in: what this is, and the one thing to do.
import { t } from '../i18n/i18n.ts';
import { signIn } from '../store/sync.ts';

export function SignIn() {
    return (
        <main class="sign-in">
            <img src="icon.svg" alt="" width="56" height="56" />
            <h1>Timetracker</h1>
            <p>{t('sign_in.text')}</p>
            <a
                class="button primary large"
                href="auth/login"
                onClick={(event) => {
                    event.preventDefault();
                    signIn();
                }}
            >
                {t('account.sign_in')}
            </a>
            <p class="quiet">
                <a href="api/docs">{t('api.docs')}</a>
            </p>
        </main>
    );
}
