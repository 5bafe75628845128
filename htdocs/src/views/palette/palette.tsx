// palette.tsx -- Ctrl+K: everything that can be done or gone to, by typing a few letters of it.
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { continueEntry, continueLast, discard, start, toggle } from '../../shell/actions.ts';
import { leave } from '../../shell/leave.ts';
import { hasMini, mini, toggleMini } from '../../shell/mini.ts';
import { opened } from '../../shell/opened.ts';
import { go } from '../../shell/router.ts';
import { VIEWS } from '../../shell/views.ts';
import { account, changeAccount } from '../../store/account.ts';
import { activeProjects, savedReports } from '../../store/catalog.ts';
import { entryRows, spanOf } from '../../store/entries.ts';
import { timer } from '../../store/timer.ts';
import { attempt, undoLast } from '../../store/undo.ts';
import { Combobox, type Option } from '../../ui/combobox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { ProjectName } from '../../ui/project_picker.tsx';

type Run = () => unknown;

function command(label: string, icon: IconName, run: Run, group: string): Option<Run> {
    const view = (
        <span class="command">
            <Icon name={icon} size={16} />
            {label}
        </span>
    );
    return { value: run, label, view, group };
}

function latestDistinct(): Option<Run>[] {
    const seen = new Set<string>();
    return [...entryRows.shown.value.values()]
        .sort((a, b) => spanOf(b).start - spanOf(a).start)
        .filter((entry) => {
            const what = `${entry.project_id} ${entry.description}`;
            return entry.description && !seen.has(what) && seen.add(what);
        })
        .slice(0, 5)
        .map((entry) => command(entry.description, 'play', () => continueEntry(entry), t('palette.continue')));
}

/** What is made in a view's own form, whose address it is. */
const ADDITIONS = [
    { title: 'palette.add_entry', icon: 'plus', path: 'entries', query: { add: 1 } },
    { title: 'palette.add_project', icon: 'plus', path: 'projects', query: { edit: 'project-new' } },
    { title: 'palette.add_client', icon: 'plus', path: 'projects', query: { edit: 'client-new' } },
    { title: 'palette.add_target', icon: 'plus', path: 'targets', query: { add: 1 } },
    { title: 'palette.add_key', icon: 'plus', path: 'keys', query: { new: 1 } },
] as const;

function commands(): Option<Run>[] {
    const running = timer.value;
    const { density, locale } = account.value ?? {};
    return [
        command(running ? t('timer.stop') : t('timer.start'), running ? 'stop' : 'play', toggle, t('timer.title')),
        ...(running
            ? [command(t('timer.discard'), 'trash', discard, t('timer.title'))]
            : [command(t('timer.continue'), 'play', continueLast, t('timer.title'))]),
        ...(hasMini
            ? [command(mini.value ? t('timer.mini_close') : t('timer.mini'), 'window', toggleMini, t('timer.title'))]
            : []),
        ...ADDITIONS.map(({ title, icon, path, query }) =>
            command(t(title), icon, () => go(path, query), t('palette.add')),
        ),
        ...VIEWS.map((view) => command(t(view.title), view.icon, () => go(view.path), t('palette.go'))),
        ...savedReports.all.value.map(({ name, query }) =>
            command(
                t('palette.report', { name }),
                'star',
                () => {
                    location.hash = `#/statistics?${query}`;
                },
                t('palette.reports'),
            ),
        ),
        ...latestDistinct(),
        ...activeProjects.value.map((project) => ({
            value: () => start({ project_id: project.id }),
            label: t('palette.start', { what: `${project.name}, ${project.client_name}` }),
            view: <ProjectName name={project.name} client={project.client_name} color={project.color} />,
            group: t('palette.start_on'),
        })),
        command(t('ui.undo'), 'rotate', undoLast, t('palette.settings')),
        command(
            t('theme.system'),
            'settings',
            () => attempt(changeAccount({ theme: 'system' })),
            t('palette.settings'),
        ),
        command(t('theme.light'), 'settings', () => attempt(changeAccount({ theme: 'light' })), t('palette.settings')),
        command(t('theme.dark'), 'settings', () => attempt(changeAccount({ theme: 'dark' })), t('palette.settings')),
        command(
            t(density === 'compact' ? 'palette.comfortable' : 'palette.compact'),
            'settings',
            () => attempt(changeAccount({ density: density === 'compact' ? 'comfortable' : 'compact' })),
            t('palette.settings'),
        ),
        command(
            t('palette.language'),
            'settings',
            () => attempt(changeAccount({ locale: locale === 'de' ? 'en' : 'de' })),
            t('palette.settings'),
        ),
        command(
            t('keys.title'),
            'keyboard',
            () => {
                opened.value = 'keys';
            },
            t('palette.settings'),
        ),
        command(t('api.docs'), 'key', () => location.assign('api/docs'), t('palette.settings')),
        command(t('account.sign_out'), 'out', () => void leave(), t('palette.settings')),
    ];
}

export default function Palette() {
    const close = (): void => {
        opened.value = undefined;
    };
    useEffect(() => savedReports.need(), []);
    return (
        <Dialog title={t('palette.title')} onClose={close}>
            <Combobox
                label={t('palette.search')}
                options={commands()}
                onClose={close}
                onChoose={(run) => {
                    close();
                    void run();
                }}
            />
        </Dialog>
    );
}
